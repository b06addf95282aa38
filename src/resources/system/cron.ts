import { z } from 'zod';
import { defineResource } from '../define/define-resource.ts';
import { accountName, line, word } from '../define/options/option-types.ts';
import { fileFact, planFile } from '../file.ts';
import { planRemoval } from '../file-absent.ts';

const FIELD = /^[\d*,/A-Za-z-]+$/;

const schedule = word.refine(
  (value) =>
    /^@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(value) ||
    (value.split(/\s+/).length === 5 && value.split(/\s+/).every((field) => FIELD.test(field))),
  "must be five fields such as '*/5 * * * *', or one such as '@daily'",
);

/** A job that cron runs at its times, or that there is none. */
export const cron = defineResource({
  kind: 'cron',
  call: 'cron',
  summary: 'A job that cron runs at its times, or none.',
  notes:
    'It is a file of its own in `/etc/cron.d`. A percent sign in the command is what it is: cron would make a new line of it.',
  example: "cron({ name: 'backup', schedule: '30 2 * * *', command: '/usr/local/bin/backup' })",
  options: {
    name: word
      .refine(
        (value) => /^[A-Za-z0-9_-]+$/.test(value),
        'must be of letters, digits, _ and -: cron passes other files over',
      )
      .describe('Names the file in `/etc/cron.d`.'),
    schedule: schedule
      .optional()
      .describe(
        'Minute, hour, day of the month, month and day of the week, or `@daily` and its like. Required for a job that is to be there.',
      ),
    command: line.optional().describe('What is run, by `/bin/sh`. Required as well.'),
    user: accountName.default('root').describe('Whom it runs as.'),
    variables: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), line)
      .readonly()
      .default({})
      .meta({ examples: [{ MAILTO: 'ops@example.com' }] })
      .describe('Variables of the job, such as `MAILTO`.'),
    state: z.enum(['present', 'absent']).default('present').describe('`absent`: there is to be no such job.'),
  },
  conflict: ({ schedule: when, command, state }) =>
    state === 'present' && (when === undefined || command === undefined || command.trim() === '')
      ? `lacks "${when === undefined ? 'schedule' : 'command'}"`
      : undefined,
  key: ({ name }) => name,
  title: ({ name }) => `cron job ${name}`,
  facts: ({ name }) => [fileFact(pathOf(name))],
  plan: ({ name, schedule: when = '', command = '', user, variables, state }, { facts }) => {
    const path = pathOf(name);
    const now = facts.get(fileFact(path));
    if (state === 'absent') return planRemoval({ path }, now);
    const set = Object.entries(variables).map(([variable, value]) => `${variable}=${value}\n`);
    const job = `${when} ${user} ${command.replaceAll('%', '\\%')}\n`;
    const content = `# Managed by havip-deploy: what is changed here by hand is replaced by the next run.\n${set.join('')}${job}`;
    return planFile({ path, content, mode: '644', owner: 'root', group: 'root' }, now);
  },
});

function pathOf(name: string): string {
  return `/etc/cron.d/${name}`;
}
