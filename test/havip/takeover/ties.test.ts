import { describe, expect, it } from 'vitest';
import { placements } from '../../../roles/keepalived/vars.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../../../src/havip/cluster/state/cluster-facts.ts';
import { keepalivedVersionFact } from '../../../src/havip/cluster/state/keepalived-version.ts';
import { takeUpOf } from '../../../src/havip/takeover/take-up.ts';
import { networkFact } from '../../../src/index.ts';
import { fileFact } from '../../../src/resources/file.ts';
import { network, severalWith } from '../../roles/keepalived/sample.ts';
import { factsOf } from '../../support/facts.ts';

/** Instances by number of their router, which are web's, db's and somebody else's, and which of them are tied. */
interface Tied {
  readonly serves: readonly number[];
  readonly groups?: readonly (readonly number[])[];
  /** What instances and groups are called. */
  readonly prefix?: string;
  /** Instances have a MAC of their own. */
  readonly isVirtual?: boolean;
  /** They speak to a peer, and not to a group. */
  readonly isUnicast?: boolean;
}

const ADDRESSES: Readonly<Record<number, string>> = {
  51: '172.16.16.12',
  52: '172.16.16.22',
  53: '172.16.16.32',
};

function textOf({ serves, groups = [], prefix = 'VI_', isVirtual = false, isUnicast = false }: Tied): string {
  const tied = groups.map(
    (group, index) => `vrrp_sync_group ${prefix}G${index} {
  group {
${group.map((id) => `    ${prefix}${id}`).join('\n')}
  }
}
`,
  );
  const instances = serves.map(
    (id) => `vrrp_instance ${prefix}${id} {
  state BACKUP
  interface eth0
  virtual_router_id ${id}
  priority 250
  nopreempt
${isVirtual ? '  use_vmac\n' : ''}${isUnicast ? '  unicast_peer {\n    172.16.16.6\n  }\n' : ''}  virtual_ipaddress {
    ${ADDRESSES[id]}
  }
}
`,
  );
  return [...tied, ...instances].join('');
}

/** How a machine that has the one takes up the other, and how it takes that back. */
async function takeUp(before: Tied, after: Tied) {
  const { action, undo = action } = await wayOf(before, after);
  return [action, undo];
}

async function wayOf(before: Tied, after: Tied) {
  const [vars] = await severalWith({ web: {}, db: { primary: 'HAVIP-01' } });
  if (vars === undefined) throw new Error('no clusters');
  // A cluster that has left is not in the inventory any more.
  const clusters = placements(vars)
    .map(({ cluster }) => cluster)
    .filter(({ havip }) => after.serves.includes(havip.virtual_router_id ?? 0));
  const text = textOf(before);
  const file = `kind=file\nmode=644\nowner=root\ngroup=root\nsize=${text.length}\nsha256=x  -\ncontent=\n${text}`;
  const service = 'LoadState=loaded\nActiveState=active\nMainPID=7\nUnitFileState=enabled\n';
  const facts = factsOf(
    [fileFact(CONFIG_PATH), file],
    [networkFact, network('172.16.16.5')],
    [keepalivedServiceFact, service],
    [keepalivedVersionFact, 'Keepalived v2.2.7 (01/16,2022)\n'],
  );
  return takeUpOf(clusters, 'HAVIP-01', facts, textOf(after));
}

const BOTH: Tied = { serves: [51, 52] };
const TIED: Tied = { serves: [51, 52], groups: [[51, 52]] };
const THREE: Tied = { serves: [51, 52, 53] };

describe('a sync group', () => {
  it.each<[string, Tied, Tied, 'reload' | 'restart', 'reload' | 'restart']>([
    ['of which nothing changes', TIED, TIED, 'reload', 'reload'],
    ['that is called otherwise, with its instances', { ...TIED, prefix: 'old' }, TIED, 'reload', 'reload'],
    ['that comes', BOTH, TIED, 'restart', 'restart'],
    ['that comes with a cluster', { serves: [51] }, TIED, 'restart', 'restart'],
    ['that goes', TIED, BOTH, 'reload', 'restart'],
    ['that goes with a cluster', TIED, { serves: [51] }, 'reload', 'restart'],
    [
      'that goes with an instance of somebody else',
      { serves: [51, 53], groups: [[51, 53]] },
      { serves: [51] },
      'reload',
      'restart',
    ],
    ['that stays with one in it', TIED, { serves: [51], groups: [[51]] }, 'reload', 'restart'],
    ['that is of one, and goes', { serves: [51], groups: [[51]] }, { serves: [51] }, 'reload', 'reload'],
    [
      'that is of one, and goes with its virtual MAC',
      { serves: [51], groups: [[51]], isVirtual: true },
      { serves: [51] },
      'restart',
      'restart',
    ],
    [
      'that is of one, and comes as the virtual MAC goes',
      { serves: [51], isVirtual: true },
      { serves: [51], groups: [[51]] },
      'restart',
      'restart',
    ],
    [
      'that is none, as a virtual MAC goes',
      { serves: [51], isVirtual: true },
      { serves: [51] },
      'reload',
      'reload',
    ],
    ['that loses one of three', { ...THREE, groups: [[51, 52, 53]] }, TIED, 'reload', 'restart'],
    [
      'that loses one of three, which stays',
      { ...THREE, groups: [[51, 52, 53]] },
      { ...THREE, groups: [[51, 52]] },
      'reload',
      'restart',
    ],
    [
      'that gains one',
      { ...THREE, groups: [[51, 52]] },
      { ...THREE, groups: [[51, 52, 53]] },
      'restart',
      'restart',
    ],
    [
      'that gains a cluster',
      { serves: [51, 53], groups: [[51, 53]] },
      { ...THREE, groups: [[51, 52, 53]] },
      'restart',
      'restart',
    ],
    [
      'that has another one in the place of one',
      { ...THREE, groups: [[51, 53]] },
      { ...THREE, groups: [[51, 52]] },
      'restart',
      'restart',
    ],
    [
      'that falls into two',
      { ...THREE, groups: [[51, 52, 53]] },
      { ...THREE, groups: [[51, 52], [53]] },
      'reload',
      'restart',
    ],
    [
      'of others alone, that comes with them',
      { serves: [51] },
      { serves: [51, 53, 54], groups: [[53, 54]] },
      'reload',
      'reload',
    ],
    [
      'of others alone, that goes with them',
      { serves: [51, 53, 54], groups: [[53, 54]] },
      { serves: [51] },
      'reload',
      'reload',
    ],
  ])('%s', async (_what, before, after, action, undo) => {
    expect(await takeUp(before, after)).toEqual([action, undo]);
  });
});

describe('virtual MACs that come back with an undo keep clients away for longer', () => {
  it.each<[string, Tied, number | undefined]>([
    ['where there are none', BOTH, undefined],
    ['where there are', { ...BOTH, isVirtual: true }, 5000],
    ['where nothing but somebody else has one', { serves: [53], isVirtual: true }, undefined],
  ])('%s', async (_what, before, expected) => {
    expect((await wayOf(before, BOTH)).undoAwayMs).toBe(expected);
  });
});

/** Of the first, without a group. */
const one = (more: Partial<Tied> = {}): Tied => ({ serves: [51], ...more });
const [MAC, PEERS] = [{ isVirtual: true }, { isUnicast: true }];

// Measured on 2.2.7 and 2.3.3: with peers, what gives its virtual MAC up by a reload is master without its address.
describe('a virtual MAC', () => {
  it.each<[string, Tied, Tied, 'reload' | 'restart', 'reload' | 'restart']>([
    ['that stays, with peers', one({ ...MAC, ...PEERS }), one({ ...MAC, ...PEERS }), 'reload', 'reload'],
    ['that goes, with peers', one({ ...MAC, ...PEERS }), one(PEERS), 'restart', 'restart'],
    ['that comes, with peers', one(PEERS), one({ ...MAC, ...PEERS }), 'reload', 'restart'],
    ['that goes as peers come', one(MAC), one(PEERS), 'reload', 'reload'],
    ['that goes as peers go', one({ ...MAC, ...PEERS }), one(), 'reload', 'reload'],
    ['that goes, by multicast', one(MAC), one(), 'reload', 'reload'],
  ])('%s', async (_, before, after, action, undo) => {
    expect(await takeUp(before, after)).toEqual([action, undo]);
  });
});
