import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { success } from '../../../src/core/outcome.ts';
import { execute } from '../../../src/resources/actions/execute.ts';
import { fetchFile } from '../../../src/resources/actions/fetch-file.ts';
import { httpRequest } from '../../../src/resources/actions/http-request.ts';
import { waitFor } from '../../../src/resources/actions/wait-for.ts';
import type { Action, ActionMachine, StepResult } from '../../../src/resources/steps/action.ts';
import { answering, parseAnswer } from '../../../src/run/steps/questions/answering.ts';
import { type Shell, shells } from '../../support/shells.ts';
import { HOSTILE, HOSTILE_TEXT } from '../contract/folder-sources.ts';

const { all, close } = shells();
const folder = mkdtempSync(join(tmpdir(), 'havip-actions-'));
const log = join(folder, HOSTILE.trimEnd());
const asked: string[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    asked.push(`${request.method} ${request.headers['x-token']} ${body}`);
    response.writeHead(request.url === '/none' ? 404 : 200).end('hello\n');
  });
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  writeFileSync(log, `first\n${HOSTILE}\n`);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
  close();
});

/** An action on this machine, in one of its shells: what changes something is framed as on a real one. */
function on(shell: Shell): ActionMachine {
  const facts = { get: () => never('a fact'), ifRead: () => undefined };
  const run = async (program: string) => {
    const { status, output } = await shell.run(program, 20_000);
    return { value: { exitCode: status ?? 255, stdout: output, stderr: '' } };
  };
  return {
    host: 'here',
    facts,
    clock: systemClock,
    signal: new AbortController().signal,
    read: async (program) => success((await run(program)).value),
    change: async ({ script }) => {
      const { value } = await run(
        `journal=$(mktemp -d)\nsaid=$( ( set -eu\n${answering(script, '@mark')}\n) 2>&1 ); rm -r "$journal"; printf %s "$said"`,
      );
      return success(parseAnswer(value.stdout, '@mark'));
    },
    upload: () => never('an upload'),
    reconnect: () => never('a session'),
    activity: () => undefined,
  };
}

function never(what: string): never {
  throw new Error(`nothing asks for ${what}`);
}

const soon = { timeout: 50, every: 10 };
const failing = 'fails';

const CASES: readonly (readonly [string, () => Action<StepResult>, object | typeof failing])[] = [
  ['a port', () => waitFor({ port, ...soon }), { changed: false }],
  ['a port that nobody listens on', () => waitFor({ port: 1, ...soon }), failing],
  ['a port to be gone', () => waitFor({ port: 1, state: 'gone', ...soon }), { changed: false }],
  ['a file', () => waitFor({ file: log, ...soon }), { changed: false }],
  ['a file to be gone', () => waitFor({ file: log, state: 'gone', ...soon }), failing],
  ['a line', () => waitFor({ file: log, text: HOSTILE.trimEnd(), ...soon }), { changed: false }],
  ['a line that is not there', () => waitFor({ file: log, text: 'f.rst', ...soon }), failing],
  ['a program', () => waitFor({ succeeds: 'exit 0', ...soon }), { changed: false }],
  ['a program that fails', () => waitFor({ succeeds: 'exit 3', ...soon }), failing],
  [
    'a file fetched',
    () => fetchFile({ from: log, to: join(folder, 'copy') }),
    { path: join(folder, 'copy') },
  ],
  ['no file to fetch', () => fetchFile({ from: '/no/such', to: join(folder, 'x') }), failing],
  [
    'no file to fetch, which may be',
    () => fetchFile({ from: '/no/such', to: join(folder, 'x'), mayBeMissing: true }),
    { changed: false },
  ],
  [
    'a program that changes something',
    () =>
      execute({ name: 'x', run: `printf '%s\\n' 'to stdout'; echo 'to stderr' >&2; exit 3`, exitCodes: [3] }),
    { changed: true, exitCode: 3, stdout: 'to stdout\n', stderr: 'to stderr' },
  ],
  [
    'a program that prints anything',
    () => execute({ name: 'x', run: `cat <<'END-OF-IT'\n${HOSTILE_TEXT}\nEND-OF-IT` }),
    { stdout: `${HOSTILE_TEXT}\n`, exitCode: 0 },
  ],
  ['a program that fails half-way', () => execute({ name: 'x', run: 'false; exit 4' }), failing],
  [
    'a program that says it changed nothing',
    () => execute({ name: 'x', run: 'echo nothing to do', unchangedIf: /nothing to do/ }),
    { changed: false },
  ],
];

describe.each(all)('with $name as sh', (shell) => {
  it.each(CASES)('%s', async (_what, make, expected) => {
    const ended = await make().perform(on(shell));
    if (expected === failing) expect(ended.ok).toBe(false);
    else expect(ended).toMatchObject({ ok: true, value: expected });
  });
});

describe('a file that is fetched', () => {
  it('is the same to the byte, and is not written twice', async () => {
    const [shell] = all;
    if (shell === undefined) throw new Error('no shell');
    const again = () => fetchFile({ from: log, to: join(folder, 'deep/copy') }).perform(on(shell));
    expect([await again(), await again()]).toMatchObject([
      { value: { changed: true } },
      { value: { changed: false } },
    ]);
    expect(readFileSync(join(folder, 'deep/copy'))).toEqual(readFileSync(log));
  });
});

describe('httpRequest', () => {
  it.each([
    ['GET', 'hello', { status: 200, body: 'hello\n', changed: false }],
    ['POST', HOSTILE_TEXT, { status: 200, body: 'hello\n', changed: true }],
  ] as const)('%s with hostile text', async (method, body, expected) => {
    const [shell] = all;
    if (shell === undefined) throw new Error('no shell');
    const headers = { 'X-Token': 'it\'s "quoted" \\n' };
    const url = `http://127.0.0.1:${port}/`;
    const ended = await httpRequest({ url, method, headers, body }).perform(on(shell));
    expect(ended).toMatchObject({ ok: true, value: expected });
    expect(asked.at(-1)).toBe(`${method} ${headers['X-Token']} ${body}`);
  });

  it('fails where another status is answered', async () => {
    const [shell] = all;
    if (shell === undefined) throw new Error('no shell');
    const ended = await httpRequest({ url: `http://127.0.0.1:${port}/none` }).perform(on(shell));
    expect(ended).toMatchObject({ problems: [{ summary: expect.stringContaining('answered with 404') }] });
  });
});
