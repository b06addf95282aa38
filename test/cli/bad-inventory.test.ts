import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let good: string;

beforeAll(async () => {
  bench = await startBench();
  good = inventoryText(bench.port);
});
afterAll(() => bench.close());

const shown = (text: string) =>
  text.replaceAll(`${bench.folder}/`, '').replace(/(Known here: address, ).{100,}( and firewall)/, '$1…$2');

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
      (t: string) => t.replace('id: 51', 'id: 300\n          adress: 172.16.16.12'),
      `error[inventory.wrong-value]: havip.virtual_router_id must be a whole number from 1 to 255
  at inventory.yaml:10:30
    10 |           virtual_router_id: 300
       |                              ^^^
  It is the number 300.
  fix: Correct the value.

error[inventory.unknown-key]: unknown key "adress" in havip
  at inventory.yaml:11:11
    11 |           adress: 172.16.16.12
       |           ^^^^^^
  did you mean "address"?
  fix: Rename or remove it. Known here: address, … and firewall.
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
});

it('contacts nothing for any of it', () => {
  expect(bench.connects()).toBe(0);
});
