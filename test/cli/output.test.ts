import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const ESCAPE = '\u001B[';

let bench: Bench;
let broken: string;

beforeAll(async () => {
  bench = await startBench();
  broken = await bench.write('broken.yaml', inventoryText(bench.port).replace('id: 51', 'id: 300'));
});
afterAll(() => bench.close());

describe('colour', () => {
  const terminal = { errIsTerminal: true, outIsTerminal: true };
  it.each([
    ['on a terminal', {}, [], true],
    ['without one', { errIsTerminal: false, outIsTerminal: false }, [], false],
    ['with NO_COLOR', { environment: { NO_COLOR: '1' } }, [], false],
    ['with an empty NO_COLOR', { environment: { NO_COLOR: '' } }, [], true],
    ['with --no-color', {}, ['--no-color'], false],
  ])('%s', async (_name, world, words, colored) => {
    for (const line of [
      ['up', broken, ...words],
      ['up', '--nope', ...words],
    ]) {
      const { err } = await command(line, { ...terminal, ...world });
      expect(err.includes(ESCAPE), err).toBe(colored);
    }
  });
});

describe('help', () => {
  const COMMANDS = ['up', 'plan', 'status', 'verify', 'run', 'exec', 'lint', 'init'];
  it.each([[[]], [['inventory']], ...COMMANDS.map((name) => [[name]])])('of %j', async (words: string[]) => {
    const { code, out, err } = await command([...words, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: havip-deploy ${words.join(' ')}`);
    expect(out).not.toContain('default: []');
    // Every option and argument says what it is for.
    expect(out).not.toMatch(/^ {2}(?:-{1,2}\S+|[a-z]+)\s*$\n(?! {4})/m);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('without a command shows what there is, and is a mistake', async () => {
    const { code, err } = await command([]);
    expect(code).toBe(5);
    for (const name of COMMANDS) expect(err).toContain(`  ${name} `);
  });
});

describe('a reader that goes away', () => {
  it.each([
    ['--help', '2>/dev/null'],
    [`inventory list INVENTORY`, '2>/dev/null'],
    ['up BROKEN', '2>&1'],
  ])('is no fault: %s', async (words, redirect) => {
    const good = await bench.write('good.yaml', inventoryText(bench.port));
    const line = `"$0" "$1" ${words.replace('BROKEN', broken).replace('INVENTORY', good)} ${redirect} | head -c 1`;
    const said = await new Promise<string>((resolve) => {
      execFile('sh', ['-c', line, process.execPath, MAIN], (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });
    expect(said).toHaveLength(1);
  });
});
