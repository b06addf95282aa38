import { describe, expect, it } from 'vitest';
import { differingParts, inventoryParts } from '../../../src/cli/saved-plan/inventory-parts.ts';
import { Secret } from '../../../src/core/secret.ts';

const host = (name: string, vars: object = {}, target: object = {}) => ({
  ...{ name, vars: { ...vars }, groups: ['all'], target },
});
const cluster = (name: string, havip: object, ...members: string[]) => ({
  ...{ name, havip, members: members.map((each) => [each, 'primary', 250]), witness: undefined },
});

const parts = (hosts: ReturnType<typeof host>[], clusters: ReturnType<typeof cluster>[] = []) =>
  inventoryParts({ hosts, clusters }, 'a0'.repeat(16));

describe('what an inventory says otherwise', () => {
  it.each<readonly [string, ReturnType<typeof host>[], ReturnType<typeof host>[], string]>([
    ['nothing', [host('a', { x: 1 })], [host('a', { x: 1 })], ''],
    ['in another order', [host('a', { x: 1, y: 2 })], [host('a', { y: 2, x: 1 })], ''],
    ['a value', [host('a', { x: 1 })], [host('a', { x: '1' })], 'a: x differs.'],
    ['a new one and one less', [host('a', { x: 1 })], [host('a', { y: 1 })], 'a: x is gone, y is new.'],
    [
      'a secret',
      [host('a', { p: new Secret('one') })],
      [host('a', { p: new Secret('two') })],
      'a: p differs.',
    ],
    [
      'a secret within',
      [host('a', { p: [{ q: new Secret('one') }] })],
      [host('a', { p: [{ q: new Secret('two') }] })],
      'a: p differs.',
    ],
    ['the same secret', [host('a', { p: new Secret('one') })], [host('a', { p: new Secret('one') })], ''],
    [
      'where it is',
      [host('a', {}, { port: 1 })],
      [host('a', {}, { port: 2 })],
      'a: how it is reached differs.',
    ],
    [
      'by a variable',
      [host('a', { ansible_port: 1 }, { port: 1 })],
      [host('a', { ansible_port: 2 }, { port: 2 })],
      'a: ansible_port differs.',
    ],
    ['another host', [host('a')], [host('b')], 'a: is not among them any more. b: was not among them.'],
  ])('%s', async (_name, before, now, told) => {
    expect(differingParts(await parts(before), await parts(now))).toBe(told);
  });

  it('of a cluster is told once', async () => {
    const said = (id: number) =>
      parts(
        [host('a', { havip: { id } }), host('b', { havip: { id } }), host('c', { havip: { id } })],
        [cluster('web', { id, pass: new Secret(`secret${id}`) }, 'a', 'b')],
      );
    expect(differingParts(await said(1), await said(2))).toBe(
      'cluster web: havip.id differs, havip.pass differs. c: havip differs.',
    );
  });

  it('of many is cut short', async () => {
    const hosts = (x: number) => Array.from({ length: 13 }, (_, index) => host(`h${index}`, { x }));
    expect(differingParts(await parts(hosts(1)), await parts(hosts(2)))).toMatch(
      /^h0: x differs\. .*h9: x differs\. And 3 more\.$/,
    );
  });

  it('is kept without a value', async () => {
    const kept = JSON.stringify(await parts([host('a', { p: new Secret('hunter22'), q: 'plain' })]));
    expect(kept).not.toMatch(/hunter22|plain/);
  });
});
