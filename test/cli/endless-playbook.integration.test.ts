import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const IMPORT =
  "import { networkFact, play, playbook } from 'havip-deploy';\nprocess.stderr.write('loaded\\n');\n";
const book = (tasks: string) =>
  `${IMPORT}export default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'all', tasks: ${tasks} })] });\n`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havip-endless-'));
  await writeFile(
    join(folder, 'inventory.yaml'),
    'all: { hosts: { here: { ansible_connection: local } } }\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** How a process ended, as a shell reports it, and what it had said. */
async function interrupted(text: string, once: string, signal: NodeJS.Signals) {
  await writeFile(join(folder, 'book.ts'), text);
  const words = ['run', join(folder, 'book.ts'), '-i', join(folder, 'inventory.yaml')];
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), ...words]);
  let said = '';
  const ended = new Promise<number>((done) =>
    child.once('exit', (code, by) => done(code ?? (by === 'SIGINT' ? 130 : 143))),
  );
  const heard = new Promise<void>((done) =>
    child.stderr.on('data', (data) => {
      said += data;
      if (said.includes(once)) done();
    }),
  );
  await heard;
  await delay(500);
  child.kill(signal);
  await delay(500);
  child.kill(signal);
  const code = await Promise.race([ended, delay(20_000, 'it goes on')]);
  child.kill('SIGKILL');
  return { code, said };
}

it.each([
  ['as it is loaded', `${IMPORT}for (;;) {}\n`, 'SIGINT', 130],
  ['as it is loaded', `${IMPORT}for (;;) {}\n`, 'SIGTERM', 143],
  ['that lets nothing else have a turn', `${IMPORT}for (;;) await null;\n`, 'SIGINT', 130],
  ['that waits', `${IMPORT}await new Promise(() => {});\n`, 'SIGINT', 130],
  ['in tasks', book("() => { process.stderr.write('in tasks\\n'); for (;;) {} }"), 'SIGINT', 130],
  ['in tasks', book("() => { process.stderr.write('in tasks\\n'); for (;;) {} }"), 'SIGTERM', 143],
] as const)('a playbook with a loop %s is ended by a second signal', async (_where, text, signal, code) => {
  const once = text.includes('in tasks') ? 'in tasks\n' : 'loaded\n';
  const ended = await interrupted(text, once, signal);
  expect(ended.code, ended.said).toBe(code);
});

it('a loop met during a run is ended by Ctrl-C, and the run comes to its end', async () => {
  const tasks = "({ facts }) => { facts.get(networkFact); process.stderr.write('in tasks\\n'); for (;;) {} }";
  const { code, said } = await interrupted(book(tasks), 'in tasks\n', 'SIGINT');
  expect(code).toBe(130);
  expect(said).toContain('error[playbook.interrupted] the play "greet" was ended by the interrupt');
});
