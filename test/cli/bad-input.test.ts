import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let good: string;
let goodFile: string;

beforeAll(async () => {
  bench = await startBench();
  good = inventoryText(bench.port);
  goodFile = await bench.write('good.yaml', good);
});
afterAll(() => bench.close());

const shown = (text: string) => text.replaceAll(`${bench.folder}/`, '');

async function withInventory(change: (text: string) => string, ...words: string[]) {
  const file = await bench.write('inventory.yaml', change(good));
  return command(['up', file, ...words]);
}

describe('an inventory with a mistake', () => {
  const second = 'virtual_router_id: 51';
  const mistakes: readonly (readonly [string, (text: string) => string, string, string])[] = [
    ['an unknown key', (t) => t.replace('address:', 'adress:'), 'inventory.unknown-key', '9:11'],
    [
      'a key twice',
      (t) => t.replace(second, `${second}\n          virtual_router_id: 52`),
      'inventory.duplicate-key',
      '11:11',
    ],
    ['a wrong type', (t) => t.replace(second, 'virtual_router_id: fifty'), 'inventory.wrong-value', '10:30'],
    ['a tab', (t) => t.replace('    web:', '\tweb:'), 'inventory.tab', '6:1'],
    [
      'two primaries',
      (t) => t.replace('role: secondary', 'role: primary'),
      'inventory.two-primaries',
      '19:23',
    ],
    ['an id above 255', (t) => t.replace('id: 51', 'id: 300'), 'inventory.wrong-value', '10:30'],
    [
      "a node's own address",
      (t) => t.replace('address: 172.16.16.12', 'address: 172.16.16.5'),
      'inventory.address-own',
      '9:20',
    ],
    [
      'an unknown drill',
      (t) => t.replace(second, `${second}\n          verify: { drills: [stop, explode] }`),
      'inventory.wrong-value',
      '11:36',
    ],
    [
      'a host in two clusters',
      (t) =>
        `${t}    db:\n      vars: { havip: { address: 172.16.16.13, virtual_router_id: 52 } }\n      hosts:\n        HAVIP-01: {}\n        HAVIP-03: { ansible_host: 10.0.0.1, havip_role: secondary }\n`,
      'inventory.two-clusters',
      '12:9',
    ],
  ];

  it.each(mistakes)('%s: exit 5, the code and the place, on paper', async (_name, change, code, at) => {
    const { code: exitCode, out, err } = await withInventory(change);
    expect(exitCode).toBe(5);
    expect(out).toBe('');
    expect(shown(err)).toContain(`error[${code}]`);
    expect(shown(err)).toContain(`at inventory.yaml:${at}`);
    expect(err).toMatch(/^ {2}fix: \S/m);
  });

  it.each(mistakes)('%s: the same as JSON', async (_name, change, code, at) => {
    const { code: exitCode, out, err } = await withInventory(change, '--json');
    expect([exitCode, err]).toEqual([5, '']);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ command: 'up', ok: false, exitCode: 5, hosts: {}, clusters: {} });
    const found = document.errors.find((each: { code: string }) => each.code === code);
    expect(shown(found.source)).toBe(`inventory.yaml:${at}`);
    expect(found.fix).toMatch(/\S/);
  });
});

describe('what people read', () => {
  it.each([
    [
      (t: string) => t.replace('address:', 'adress:').replace('id: 51', 'id: 300'),
      `error[inventory.unknown-key]: unknown key "adress" in havip
  at inventory.yaml:9:11
    9 |           adress: 172.16.16.12
      |           ^^^^^^
  did you mean "address"?
  fix: Rename or remove it. Known here: address, addresses, virtual_router_id, interface, profile, advert_int, preempt, auth_pass, eip, install, check, notify, cloud and verify.

error[inventory.wrong-value]: havip.virtual_router_id must be a whole number from 1 to 255
  at inventory.yaml:10:30
    10 |           virtual_router_id: 300
       |                              ^^^
  It is the number 300.
  fix: Correct the value.
`,
    ],
    [
      (t: string) => t.replace('    web:', '\tweb:'),
      `error[inventory.tab]: a tab in the indentation
  at inventory.yaml:6:1
    6 | →   web:
      | ^^^^
  Tabs are not allowed in YAML indentation.
  fix: Indent with spaces, two for each level.
`,
    ],
    [
      (t: string) => t.replace('role: secondary', 'role: primary'),
      `error[inventory.two-primaries]: cluster "web" has 2 primaries: "HAVIP-01" and "HAVIP-02"
  at inventory.yaml:19:23
    19 |           havip_role: primary
       |                       ^^^^^^^
  Exactly one machine holds the address in normal times.
  fix: Leave one of them havip_role: primary, and make the others secondary.
`,
    ],
    [
      (t: string) => t.replace('address: 172.16.16.12', 'address: 172.16.16.5'),
      `error[inventory.address-own]: HAVIP 172.16.16.5 is the private_ip of "HAVIP-01"
  at inventory.yaml:9:20
    9 |           address: 172.16.16.5
      |                    ^^^^^^^^^^^
  The HAVIP is an address of its own, beside those of the machines.
  fix: Use the one that was applied for, or correct the host's.
`,
    ],
  ])('of an inventory, %#', async (change, text) => {
    expect(shown((await withInventory(change)).err)).toBe(text);
  });

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
      `error[usage.missing-argument]: missing required argument 'inventory'
  fix: See havip-deploy up --help.
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
  ])('of the command line %j', async (words, text) => {
    const { code, out, err } = await command(words.map((word) => (word === 'GOOD' ? goodFile : word)));
    expect([code, out, shown(err)]).toEqual([5, '', text]);
  });
});

describe('-e that is not understood', () => {
  it.each(['novalue', '=x', '{a', '[1]', '@nofile', ''])('%j', async (given) => {
    const { code, err } = await command(['up', goodFile, '-e', given]);
    expect(code).toBe(5);
    expect(err).toContain(`error[usage.extra-vars]: -e ${given} is not understood`);
    expect(err).toContain('fix: Write -e key=value');
  });

  it('all of them at once', async () => {
    const { err } = await command(['up', goodFile, '-e', 'one', '-e', 'a=1', '-e', '[2]']);
    expect(err.match(/error\[usage.extra-vars\]/g)).toHaveLength(2);
  });
});

describe('a command line that cannot be run, as JSON', () => {
  it.each([
    [['up', '--json'], 'up', 'usage.missing-argument'],
    [['uo', '--json'], 'uo', 'usage.unknown-command'],
    [['up', '--nope', '--json'], 'up', 'usage.unknown-option'],
    [['exec', 'web', '-i', 'x.yaml', '--json'], 'exec', 'usage.missing-argument'],
    [['run', 'x.ts', '--json'], 'run', 'usage.missing-mandatory-option-value'],
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
      `${good}    others: { hosts: { probe-01: { ansible_host: 10.0.0.9 } } }\n`,
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

it('contacts nothing for any of it, and would be noticed if it did', async () => {
  expect(bench.connects()).toBe(0);
  const { code } = await command(['up', goodFile, '--connect-timeout', '3']);
  expect(code).toBe(4);
  expect(bench.connects()).toBeGreaterThan(0);
});
