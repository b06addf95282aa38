import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from '../support/in-process.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** Two names of this machine, one of which would lead a path elsewhere; a secret that both know. */
async function local(): Promise<string> {
  return bench.write(
    'local.yaml',
    'all: { vars: { ansible_connection: local, db_password: hunter22 }, hosts: { here: {}, "../there": {} } }',
  );
}

const run = ['--', 'echo hello; echo hunter22; echo "api_token=s3same" >&2; exit 3'];

describe('-vvv', () => {
  it('shows programs and answers of exec on standard error, masked', async () => {
    const { code, err, out } = await command(['exec', 'here', '-i', await local(), '-vvv', ...run]);
    expect(code).toBe(2);
    expect(err).toContain('here  connecting: done after');
    expect(err).toMatch(/here {2}echo hello.*: sent\n {4}\| echo hello; echo \*{8}; echo/);
    expect(err).toMatch(/exit code 3 after .*\n {4}\| hello\n {4}\| \*{8}\n {4}! api_token=\*{8}\n/);
    expect(out + err).not.toContain('hunter22');
  });

  it.each(['-v', '-vv'])('alone: %s shows none', async (flag) => {
    const { err } = await command(['exec', 'here', '-i', await local(), flag, ...run]);
    expect(err).not.toContain(': sent');
  });

  it.each(['up', 'history', 'unlock --yes'])('says what %s could not reach', async (words) => {
    // Nothing listens on a port that only root may listen on.
    const inventory = await bench.write('refused.yaml', inventoryText(1));
    const { code, err } = await command([...words.split(' '), inventory, '-vvv']);
    expect(code).toBe(4);
    expect(err).toMatch(/HAVIP-01 {2}connecting: connection\.\S+ after/);
  });
});

describe('--log', () => {
  it('has a file for each host, for its owner alone, with what was sent, answered and done', async () => {
    const logs = join(bench.folder, 'deep/logs');
    await command(['exec', 'all', '-i', await local(), '--log', logs, ...run]);
    expect((await readdir(logs)).sort()).toEqual(['%2E.%2Fthere.log', 'here.log']);
    const text = await readFile(join(logs, 'here.log'), 'utf8');
    expect(text).toMatch(/^\n\d{4}-\d\d-\d\dT\S+ {2}havip-deploy \S+ exec\n/);
    for (const part of ['connecting: done', ': sent', '    | hello\n', 'exit code 3', 'failed'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/hunter22|s3same$/m);
    const modes = await Promise.all([logs, join(logs, 'here.log')].map((path) => lstat(path)));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600]);
  });

  it.each([
    ['a file', 'taken'],
    ['below a file', 'taken/logs'],
    ['where nothing can be made', '/proc/logs'],
  ])('into %s is bad input, and nothing is contacted', async (_name, folder) => {
    await bench.write('taken', '');
    const inventory = await bench.write('inventory.yaml', inventoryText(bench.port));
    const before = bench.connects();
    const path = folder.startsWith('/') ? folder : join(bench.folder, folder);
    for (const words of [
      ['up', inventory],
      ['history', inventory],
      ['unlock', '--yes', inventory],
    ]) {
      const { code, err } = await command([...words, '--log', path]);
      expect(err).toContain('error[usage.log-folder]');
      expect(code).toBe(5);
    }
    expect(bench.connects()).toBe(before);
  });
});
