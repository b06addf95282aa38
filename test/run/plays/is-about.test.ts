import { describe, expect, it } from 'vitest';
import { play, rollback } from '../../../src/api/define.ts';
import type { Play } from '../../../src/api/types.ts';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { cloudAddress, prove, publicAddress } from '../../../src/havip/plays.ts';
import type { HavipRequest } from '../../../src/havip/request.ts';
import { playHosts } from '../../../src/run/check/check-request.ts';
import { isAbout } from '../../../src/run/plays/is-about.ts';
import type { UnitRun } from '../../../src/run/unit/unit.ts';
import { unitsOf } from '../../../src/run/unit/units-of.ts';
import { loaded } from '../../inventory/folder.ts';

const INVENTORY = `all:
  children:
    web:
      vars: { havip: { address: 172.16.16.12, virtual_router_id: 51 } }
      hosts:
        web-a: { ansible_host: 172.16.16.5, havip_role: primary }
        web-b: { ansible_host: 172.16.16.6, havip_role: secondary }
    pay:
      vars: { havip: { address: 172.16.16.13, virtual_router_id: 52 } }
      hosts:
        pay-a: { ansible_host: 172.16.16.7, havip_role: primary }
        pay-b: { ansible_host: 172.16.16.8, havip_role: secondary }
    apps:
      hosts:
        app: { ansible_host: 172.16.16.9 }
`;

type Options = { readonly name: string; readonly hosts?: string; readonly tags?: readonly string[] };

const KINDS: Readonly<Record<string, (options: Options) => Play>> = {
  play: (options) => play({ ...options, tasks: () => [] }),
  prove,
  rollback,
  cloudAddress,
  publicAddress,
};

/** The units that a play is about. */
async function about(
  made: Play,
  more: {
    readonly limit?: readonly string[];
    readonly tags?: readonly string[];
    readonly skipTags?: readonly string[];
  },
): Promise<string[]> {
  const inventory = await loaded({ 'inventory.yaml': INVENTORY });
  const { limit, tags = [], skipTags = [] } = more;
  const request = {
    playbook: { name: 'p', plays: [made] },
    inventory,
    ...(limit && { limit: new Set(limit) }),
    selection: { tags, skipTags },
  } as unknown as HavipRequest;
  const kinds = havipKinds(request);
  const inPlay = new Map([[made, new Set(playHosts(request, kinds, made))]]);
  const units = unitsOf(inventory, kinds.units, new Set(inventory.hosts.keys()));
  return units
    .filter((unit) => isAbout({ unit, request, inPlay } as unknown as UnitRun, made))
    .map(({ name }) => name);
}

describe.each(Object.keys(KINDS))('a play made by %s', (kind) => {
  const of = (options: Omit<Options, 'name'>) =>
    (KINDS[kind] as (options: Options) => Play)({ name: 'it', ...options });

  it.each([
    ['without hosts, every cluster', {}, {}, ['web', 'pay']],
    ['a group', { hosts: 'web' }, {}, ['web']],
    ['one member, its cluster', { hosts: 'web-b' }, {}, ['web']],
    ['a host of none', { hosts: 'apps' }, {}, ['app']],
    ['all but a group', { hosts: 'all:!pay' }, {}, ['web', 'app']],
    ['what --limit leaves', { hosts: 'web:pay' }, { limit: ['pay-a', 'pay-b', 'app'] }, ['pay']],
    ['a tag that is asked for', { tags: ['x'] }, { tags: ['x'] }, ['web', 'pay']],
  ] as const)('is about %s', async (_what, options, more, expected) => {
    expect(await about(of(options), more)).toEqual(expected);
  });

  // What is chosen from step by step is begun, and then does nothing.
  it.each([
    ['another tag is asked for', {}, { tags: ['y'] }],
    ['its tag is left out', { tags: ['x'] }, { skipTags: ['x'] }],
  ] as const)('is about nobody where %s', async (_why, options, more) => {
    expect(await about(of(options), more)).toEqual(kind === 'play' ? ['web', 'pay'] : []);
  });
});
