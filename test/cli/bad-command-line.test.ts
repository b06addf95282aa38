import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let goodFile: string;

beforeAll(async () => {
  bench = await startBench();
  goodFile = await bench.write('good.yaml', inventoryText(bench.port));
});
afterAll(() => bench.close());

const shown = (text: string) => text.replaceAll(`${bench.folder}/`, '');

describe('what people read of a wrong command line', () => {
  it.each([
    [
      ['up', 'GOOD', '--limit', 'HAVIP-1'],
      `error[usage.no-match]: pattern "HAVIP-1" matches no host
  did you mean "HAVIP-01"?
  fix: Correct the pattern; havip-deploy inventory graph good.yaml shows what there is.
`,
    ],
    [
      ['up', 'missing.yaml'],
      `error[inventory.missing-file]: no inventory at missing.yaml
  There is no such file or directory.
  fix: Check the path, or write a first inventory with: havip-deploy init
`,
    ],
    [
      ['up', 'GOOD', '--tags', 'instal'],
      `error[usage.no-such-tag]: no step has the tag "instal"
  fix: Of the playbook up: did you mean "install"?
`,
    ],
    [
      ['up', 'GOOD', '--frks', '3'],
      `error[usage.unknown-option]: unknown option '--frks'
  Did you mean --forks?
  fix: See havip-deploy up --help.
`,
    ],
    [
      ['uo', 'GOOD'],
      `error[usage.unknown-command]: unknown command 'uo'
  Did you mean up?
  fix: See havip-deploy --help.
`,
    ],
    [
      ['up'],
      `error[usage.no-inventory]: no inventory was given
  fix: Name a file or folder, as the argument, with -i, or as inventory in ansible.cfg; \`havip-deploy init\` writes a first one.
`,
    ],
    [
      ['up', 'GOOD', '--forks', '0'],
      `error[usage.invalid-argument]: option '-f, --forks <n>' argument '0' is invalid. It is a whole number above 0
  fix: See havip-deploy up --help.
`,
    ],
    [
      ['up', 'GOOD', '--ask-become-pass'],
      `error[usage.no-password]: --ask-become-pass was given no password
  It is asked for on a terminal; without one it is the first line of standard input.
  fix: Type the password, or pass it in: havip-deploy … --ask-become-pass < FILE
`,
    ],
  ])('%j', async (words, text) => {
    const { code, out, err } = await command(words.map((word) => (word === 'GOOD' ? goodFile : word)));
    expect([code, out, shown(err)]).toEqual([5, '', text]);
  });
});

it('tells every -e that is not understood, at once', async () => {
  const { code, err } = await command(['up', goodFile, '-e', 'one', '-e', 'a=1', '-e', '[2]']);
  expect(code).toBe(5);
  expect(err.match(/error\[usage.extra-vars\]/g)).toHaveLength(2);
});

describe('a command line that cannot be run, as JSON', () => {
  it.each([
    [['up', '--json'], 'up', 'usage.no-inventory'],
    [['uo', '--json'], 'uo', 'usage.unknown-command'],
    [['up', '--nope', '--json'], 'up', 'usage.unknown-option'],
    [['exec', 'web', '-i', 'x.yaml', '--json'], 'exec', 'usage.missing-argument'],
    [['status', '--json'], 'status', 'usage.no-inventory'],
  ])('%j', async (words, name, code) => {
    const result = await command(words);
    expect([result.code, result.err]).toEqual([5, '']);
    expect(JSON.parse(result.out)).toMatchObject({
      command: name,
      ok: false,
      exitCode: 5,
      hosts: {},
      clusters: {},
      errors: [{ code, host: null, source: null }],
    });
  });

  it('but the words of a command for others are its own', async () => {
    const { err } = await command(['exec', 'nobody', '-i', goodFile, '--', 'ls', '--json']);
    expect(err).toContain('error[usage.no-match]: pattern "nobody" matches no host');
  });
});

describe('a limit', () => {
  it('that leaves none of the hosts a playbook is about', async () => {
    const file = await bench.write(
      'witness.yaml',
      `${inventoryText(bench.port)}    others: { hosts: { probe-01: { ansible_host: 10.0.0.9 } } }\n`,
    );
    const { code, err } = await command(['up', file, '--limit', 'probe-01']);
    expect(code).toBe(5);
    expect(err).toContain('--limit leaves none of the hosts that up is about');
    expect(err).toContain('It leaves probe-01; the playbook is about HAVIP-01, HAVIP-02.');
  });

  it('that has nothing in common with the pattern of exec', async () => {
    const { code, err } = await command([
      'exec',
      'HAVIP-01',
      '-i',
      goodFile,
      '--limit',
      'HAVIP-02',
      '--',
      'id',
    ]);
    expect(code).toBe(5);
    expect(err).toContain('"HAVIP-01" and --limit HAVIP-02 have no host in common');
  });
});

describe('unlock', () => {
  it.each([
    ['without anybody to ask', [], 'unlock asks before it removes a lock'],
    ['of no member of a cluster', ['--yes', '--limit', 'ungrouped'], 'error[usage.'],
  ])('%s', async (_name, words, said) => {
    const { code, err } = await command(['unlock', goodFile, ...words]);
    expect([code, err]).toEqual([5, expect.stringContaining(said)]);
  });

  it('takes a time to wait only where something is locked', async () => {
    expect((await command(['up', goodFile, '--lock-wait', 'long'])).err).toContain('such as 30s, 10m or 1h');
    expect((await command(['unlock', goodFile, '--yes', '--lock-wait', '1m'])).code).toBe(5);
  });
});

it('contacts nothing for any of it, and would be noticed if it did', async () => {
  expect(bench.connects()).toBe(0);
  const { code } = await command(['up', goodFile, '--connect-timeout', '3']);
  expect(code).toBe(4);
  expect(bench.connects()).toBeGreaterThan(0);
});
