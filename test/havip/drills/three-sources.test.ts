import { describe, expect, it } from 'vitest';
import {
  type CloudSource,
  compareSources,
  type NodeSources,
} from '../../../src/havip/drills/holder-agreement.ts';

const node = (host: string, vrrp: NodeSources['vrrp'], holds: boolean): NodeSources => ({
  host,
  vrrp,
  holds,
});
const first = node('HAVIP-01', 'MASTER', true);
const second = node('HAVIP-02', 'BACKUP', false);
const at = (name: string | null, differs: Partial<CloudSource> = {}): CloudSource => ({
  havipId: 'havip-1',
  instanceId: name === null ? null : `ins of ${name}`,
  node: name,
  movedAt: '2026-11-22 20:31:04',
  excluded: [],
  ...differs,
});

describe('three sources', () => {
  it.each<[string, readonly NodeSources[], CloudSource | undefined, readonly string[]]>([
    ['agree', [first, second], at('HAVIP-01'), []],
    ['agree, no cloud asked', [first, second], undefined, []],
    [
      'agree, nothing has recorded the state',
      [node('HAVIP-01', 'unknown', true), second],
      at('HAVIP-01'),
      [],
    ],
    ['the cloud has it nowhere', [first, second], at(null, { movedAt: null }), ['cloud-unbound']],
    ['the cloud is behind', [first, second], at('HAVIP-02'), ['cloud-behind']],
    [
      'the cloud has it on a stranger',
      [first, second],
      at(null, { instanceId: 'ins-9' }),
      ['cloud-elsewhere'],
    ],
    [
      'the holder is outside the range',
      [first, second],
      at('HAVIP-02', { excluded: ['HAVIP-01'] }),
      ['cloud-excludes-holder'],
    ],
    [
      'the holder is outside the range, nowhere bound',
      [first, second],
      at(null, { excluded: ['HAVIP-01'] }),
      ['cloud-excludes-holder'],
    ],
    [
      'nobody has it, and the cloud knows',
      [node('HAVIP-01', 'STOP', false), second],
      at(null),
      ['no-holder'],
    ],
    [
      'nobody has it, the cloud has not let go',
      [node('HAVIP-01', 'STOP', false), second],
      at('HAVIP-01'),
      ['no-holder', 'cloud-stale'],
    ],
    [
      'master without the address',
      [node('HAVIP-01', 'MASTER', false), second],
      at(null),
      ['no-holder', 'master-without-address'],
    ],
    [
      'address without a master',
      [node('HAVIP-01', 'BACKUP', true), second],
      at('HAVIP-01'),
      ['address-without-master'],
    ],
    ['both have it', [first, node('HAVIP-02', 'MASTER', true)], at('HAVIP-02'), ['two-holders']],
    [
      'both have it, one by hand',
      [first, node('HAVIP-02', 'BACKUP', true)],
      at('HAVIP-02'),
      ['two-holders', 'address-without-master'],
    ],
    [
      'two masters, one with the address',
      [first, node('HAVIP-02', 'MASTER', false)],
      at('HAVIP-01'),
      ['master-without-address', 'two-masters'],
    ],
  ])('%s', (_name, nodes, cloud, expected) => {
    const found = compareSources('172.16.16.12', nodes, cloud);
    expect(found.map(({ kind }) => kind)).toEqual(expected);
    for (const { summary, explanation, fix } of found) {
      expect(summary).not.toMatch(/undefined|null|\.$/);
      expect([explanation.length > 20, fix.length > 10]).toEqual([true, true]);
    }
  });

  it('says in one sentence what became of a node outside the range', () => {
    const [found] = compareSources(
      '172.16.16.12',
      [second, first],
      at('HAVIP-02', { excluded: ['HAVIP-01'] }),
    );
    expect(found?.summary).toBe(
      'HAVIP-01 has 172.16.16.12, and the cloud sends it to HAVIP-02, because the range of havip-1 leaves HAVIP-01 out',
    );
  });
});
