import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { quote } from '../../core/programs/shell.ts';
import { defineAction } from '../define/define-action.ts';
import { duration, filePath, line, posixShell, webAddress } from '../define/options/option-types.ts';
import type { StepResult } from '../steps/action.ts';
import { interruptedWhile } from './pause.ts';
import { waitUntil } from './wait-until.ts';

/** Milliseconds that one look may take. */
const LOOK_MS = 30_000;

interface Awaited {
  readonly port?: number | undefined;
  readonly file?: string | undefined;
  readonly text?: string | undefined;
  readonly http?: string | undefined;
  readonly succeeds?: string | undefined;
  readonly state: 'there' | 'gone';
}

/** Waits on the machine until something is so. */
export const waitFor = defineAction({
  call: 'waitFor',
  summary:
    'Waits until something on the machine is so: a port, a file, a line in a log, an address of the web, or a program that succeeds.',
  notes:
    'It is looked at again and again, and the step has failed where it is not so in time. It changes nothing; with `--check` it is left out, since what it waits for may be what an earlier step would bring.',
  example: "yield* waitFor({ port: 8080, timeout: '1m' });",
  options: {
    port: z
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe('TCP port on which a program of the machine listens.'),
    file: filePath
      .optional()
      .meta({ examples: ['/var/log/app.log'] })
      .describe('A file that exists; with `text`, that has a line with it.'),
    text: line
      .optional()
      .meta({ examples: ['ready to serve'] })
      .describe('What a line of `file` has to hold, as it stands.'),
    http: webAddress.optional().describe('Answers with a status below 400, seen from the machine.'),
    succeeds: posixShell
      .optional()
      .meta({ examples: ['systemctl is-active --quiet app'] })
      .describe('A program that changes nothing and ends with 0.'),
    state: z
      .enum(['there', 'gone'])
      .default('there')
      .describe('`gone`: nobody listens, there is no such file or line, there is no answer, it fails.'),
    timeout: duration.default(300_000).describe('How long.'),
    every: duration.default(1000).describe('Time between two looks.'),
  },
  conflict: ({ port, file, http, succeeds, text }) => {
    const kinds = [port, file, http, succeeds].filter((each) => each !== undefined).length;
    if (kinds !== 1) return 'needs one of port, file, http, succeeds';
    return text !== undefined && file === undefined ? '"text" goes with "file"' : undefined;
  },
  key: (options) => wordsOf(options),
  title: (options) => `wait for ${wordsOf(options)}`,
  reads: false,
  does: () => 'waits',
  perform: async ({ timeout, every, ...awaited }, machine): Promise<Outcome<StepResult>> => {
    const words = wordsOf(awaited);
    const look = { activity: `waiting for ${words}`, timeoutMs: LOOK_MS };
    const program =
      awaited.state === 'there' ? lookAt(awaited) : `if (\n${lookAt(awaited)}\n); then exit 1; fi`;
    let said = '';
    let lost: Outcome<never> | undefined;
    const until = machine.clock.monotonicMs() + timeout;
    const came = await waitUntil(
      machine,
      until,
      async () => {
        const answer = await machine.read(program, look);
        if (!answer.ok) lost = answer;
        else said = `${answer.value.stdout}${answer.value.stderr}`.trim();
        return !answer.ok || answer.value.exitCode === 0;
      },
      every,
    );
    if (lost !== undefined) return lost;
    if (came) return success({ changed: false });
    if (machine.signal.aborted) return failure(interruptedWhile(machine.host, look.activity));
    return failure({
      code: 'host.waited-in-vain',
      summary: `${words}: not so within ${timeout / 1000} s`,
      ...(said === '' ? {} : { detail: said }),
      fix: 'See what keeps it on the machine, or give the step a longer `timeout`.',
    });
  },
  guess: () => ({ changed: false }),
  tells: () => 'is so',
});

function wordsOf({ port, file, text, http, succeeds = '', state }: Awaited): string {
  const what =
    port !== undefined
      ? `port ${port}`
      : file !== undefined
        ? `${text === undefined ? '' : `"${text}" in `}${file}`
        : (http ?? `success of ${succeeds.split('\n')[0]}`);
  return state === 'there' ? what : `${what} to be gone`;
}

/** POSIX sh that succeeds where it is so. */
function lookAt({ port, file, text, http, succeeds }: Awaited): string {
  if (port !== undefined) return listens(port);
  if (file !== undefined)
    return text === undefined ? `[ -e ${quote(file)} ]` : `grep -qF -e ${quote(text)} ${quote(file)}`;
  if (http !== undefined)
    return `if command -v curl >/dev/null; then curl -fsS -m 10 -o /dev/null ${quote(http)}
elif command -v wget >/dev/null; then wget -q -T 10 -O /dev/null ${quote(http)}
else echo 'neither curl nor wget is on the machine'; exit 1; fi`;
  return succeeds ?? 'false';
}

/** The kernel's own list, which every machine has: port in hex, state 0A is LISTEN. */
function listens(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return `cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q '^ *[0-9]*: [0-9A-F]*:${hex} [0-9A-F]*:[0-9A-F]* 0A '`;
}
