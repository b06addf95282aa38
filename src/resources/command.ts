import { defineResource } from './define/define-resource.ts';
import { duration, posixShell, word } from './define/options/option-types.ts';
import { ownProgram, whoRuns } from './define/own-program.ts';
import { exported } from './define/surrounded.ts';
import type { Fact } from './fact.ts';
import { environmentOf, type StepOptions } from './steps/meta.ts';

/** A state for which there is no resource of its own: a command, and the test that says it is done. */
export const command = defineResource({
  kind: 'command',
  call: 'command',
  summary: 'A state for which there is no resource of its own: a command, and the test that says it is done.',
  notes:
    'Afterwards the test is made again, and the step has failed where it still says that something is to be done. An undo leaves what the command did as it is, and says so, unless `undo` tells how.',
  example: `command({
  name: 'database shop',
  run: 'mysql -e "CREATE DATABASE shop"',
  unless: 'mysql -e "USE shop"',
})`,
  options: {
    name: word.describe('Names the thing that the command brings about; a host has each name once.'),
    run: posixShell.describe('Changes the machine.'),
    unless: posixShell.describe('Succeeds where there is nothing to do; it must change nothing.'),
    undo: posixShell
      .optional()
      .meta({ examples: ['systemctl unmask nginx'] })
      .describe('Takes it back; must be safe to run twice.'),
    ...whoRuns,
    environment: environmentOf('Variables of `run`, `unless` and `undo`.'),
    timeout: duration.optional().describe('How long `run` may take until it is ended.'),
  },
  key: ({ name }) => name,
  title: ({ name }) => name,
  facts: (options) => [doneFact(options)],
  plan: (options, { facts }) =>
    facts.get(doneFact(options))
      ? { state: 'unchanged', reason: 'its test says it is done' }
      : {
          state: 'change',
          reason: 'its test says it is not done',
          script: ownProgram(options.run, options, 'set -eu\n'),
          stubborn: 'Its own test `unless` still says so after `run` has succeeded: one of the two is wrong.',
          ...(options.undo !== undefined && {
            undo: {
              when: 'reverse',
              script: `did\n${ownProgram(options.undo, { becomeUser: options.becomeUser })}`,
            },
          }),
        },
});

interface Tested {
  readonly name: string;
  readonly unless: string;
  readonly becomeUser?: string | undefined;
  readonly environment?: StepOptions['environment'];
}

/** Whether a test says that there is nothing to do. */
export function doneFact({ name, unless, becomeUser, environment }: Tested): Fact<boolean> {
  const test = `${exported(environment)}${ownProgram(unless, { becomeUser })}`;
  return {
    id: `command:${name}\n${test}`,
    program: `if (\n${test}\n) >/dev/null 2>&1; then echo done; fi`,
    parse: (output) => output.trim() === 'done',
  };
}
