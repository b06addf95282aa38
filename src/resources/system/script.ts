import { z } from 'zod';
import { commandLine, quote } from '../../core/programs/shell.ts';
import { doneFact } from '../command.ts';
import { defineResource } from '../define/define-resource.ts';
import { duration, posixShell, text, word } from '../define/options/option-types.ts';
import { inTime } from '../define/own-program.ts';
import { localFile } from '../files/local/local-file.ts';
import { environmentOf } from '../steps/meta.ts';

/** A script of one's own that is run on the machine, and the test that says it is done. */
export const script = defineResource({
  kind: 'command',
  call: 'script',
  summary:
    'A script of one’s own that is sent to the machine and run there, and the test that says it is done.',
  notes:
    'It may be of any language that the machine has, by its first line: `#!/usr/bin/python3`. Afterwards the test is made again. It is cleared away when it has ended.',
  example: `script({
  name: 'schema 12',
  file: new URL('./files/migrate.sh', import.meta.url),
  arguments: ['12'],
  unless: 'test "$(cat /var/lib/app/schema)" = 12',
})`,
  options: {
    name: word.describe(
      'Names the thing that the script brings about; a host has each name once, as with `command`.',
    ),
    file: localFile.describe('The script on this machine.'),
    arguments: z.array(text).readonly().default([]).describe('Its arguments.'),
    unless: posixShell.describe('Succeeds where there is nothing to do; it must change nothing.'),
    undo: posixShell
      .optional()
      .meta({ examples: ['rm -rf /opt/app'] })
      .describe('Takes it back; must be safe to run twice.'),
    timeout: duration.optional().describe('How long it may take until it is ended, with exit code 124.'),
    environment: environmentOf('Variables of the script, `unless` and `undo`.'),
  },
  key: ({ name }) => name,
  title: ({ name }) => name,
  facts: (options) => [doneFact(options)],
  plan: (options, { facts }) => {
    const { file, arguments: words, undo, timeout } = options;
    if (facts.get(doneFact(options))) return { state: 'unchanged', reason: 'its test says it is done' };
    const program = Buffer.from(file.bytes).toString('base64');
    const run = `"$folder/script"${words.length > 0 ? ` ${commandLine(...words)}` : ''}`;
    const limited = () =>
      inTime(
        `status=0; limited ${Math.ceil((timeout ?? 0) / 1000)} "$mark" ${run} || status=$?`,
        timeout ?? 0,
      );
    return {
      state: 'change',
      reason: 'its test says it is not done',
      script: `folder=$(umask 077; mktemp -d "$journal/script.XXXXXX")
trap 'rm -rf "$folder"' EXIT
printf %s ${quote(program)} | base64 -d > "$folder/script"
chmod 700 "$folder/script"
${timeout === undefined ? run : `${limited()}\n( exit "$status" )`}`,
      unshown: [program],
      stubborn:
        'Its own test `unless` still says so after the script has succeeded: one of the two is wrong.',
      ...(undo === undefined ? {} : { undo: { when: 'reverse', script: `did\n${undo}` } }),
    };
  },
});
