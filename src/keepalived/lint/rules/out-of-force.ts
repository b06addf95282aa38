import { type InstanceView, tracked } from '../../meaning/instance.ts';
import { entries, isGiven, last, numberOf, placeOf, setting } from '../../meaning/settings.ts';
import { groupsOf } from '../../meaning/sync-group.ts';
import { type ConfigNode, isComplete } from '../../parse/syntax.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';
import { flagsOfOthers, portsOutOfForce } from './servers.ts';

/** What an instance goes by, with the blocks that may give a weight, and the weight without one. */
const WEIGHTED: Readonly<
  Record<string, { readonly defined: readonly string[]; readonly otherwise: number }>
> = {
  track_script: { defined: ['vrrp_script'], otherwise: 0 },
  track_interface: { defined: [], otherwise: 0 },
  track_file: { defined: ['vrrp_track_file', 'track_file'], otherwise: 1 },
};

/** The sync group that an instance is in, where weights do not count in it. */
function groupOf({ name }: InstanceView, nodes: readonly ConfigNode[]): string | undefined {
  const group = groupsOf(name, nodes)[0];
  if (group === undefined || isGiven(group.children ?? [], 'sync_group_tracking_weight')) return undefined;
  return group.words[1]?.text ?? '';
}

function* weightsInGroups({ config: { nodes }, view }: NodeInput): Generator<Hit> {
  for (const instance of view.instances) {
    const group = groupOf(instance, nodes);
    if (group === undefined) continue;
    const fix = 'Add sync_group_tracking_weight to the group (2.0.0 and later), or use weight 0';
    for (const entry of weightedEntries(instance.body, nodes)) {
      const what = `${instance.name} does not go by ${entry.words[0].text}`;
      yield {
        place: placeOf(entry),
        message: `${what}: a weight does not count in the sync group ${group}`,
        fix,
      };
    }
  }
}

/** What an instance goes by with a weight, given here or where it is defined. */
function weightedEntries(body: readonly ConfigNode[], nodes: readonly ConfigNode[]): readonly ConfigNode[] {
  return Object.entries(WEIGHTED).flatMap(([block, { defined, otherwise }]) =>
    entries(body, block).filter((entry) => {
      const definition = nodes.find(
        ({ words: [keyword, own] }) => defined.includes(keyword.text) && own?.text === entry.words[0].text,
      );
      if (defined.length > 0 && definition === undefined) return false;
      const inherited = numberOf(setting(definition?.children ?? [], 'weight'), otherwise);
      return (tracked(entry).weight ?? inherited) !== 0;
    }),
  );
}

function* besideOthers({ view }: NodeInput): Generator<Hit> {
  for (const { name, body, peers, state, authentication, priority } of view.instances) {
    const ttl = last(body, 'unicast_ttl');
    if (ttl !== undefined && peers.length === 0) {
      const fix = 'Name the peers, or delete the line';
      yield { place: placeOf(ttl), message: `unicast_ttl does nothing in ${name}, which has no peers`, fix };
    }
    const group = last(body, 'mcast_dst_ip');
    if (group !== undefined && peers.length > 0)
      yield { place: placeOf(group), message: 'mcast_dst_ip counts for nothing beside unicast_peer' };
    const master = state?.value === 'MASTER' && isGiven(body, 'priority') && priority < 255;
    if (master && authentication?.type === 'AH')
      yield {
        place: state.place,
        message: 'state MASTER is cleared beside auth_type AH',
        fix: 'Write state BACKUP',
      };
    yield* macsOutOfForce(body);
    yield* scopesOutOfForce(body);
  }
}

/** Why keepalived takes no notice of a MAC address of a virtual card. */
function macProblem(mac: string): string | undefined {
  if (!/^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(mac)) return 'is none';
  const [first = 0, ...rest] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  if ((first & 1) === 1) return 'is multicast';
  const ofVrrp = [first, ...rest].slice(0, 4).join() === '0,0,94,0' && [1, 2].includes(rest[3] ?? 0);
  return ofVrrp ? 'is one of those that VRRP itself gives' : undefined;
}

function* macsOutOfForce(body: readonly ConfigNode[]): Generator<Hit> {
  const [, ...words] = last(body, 'use_vmac')?.words ?? [];
  const mac = words.find(({ text }) => text.includes(':'));
  const problem = mac && macProblem(mac.text);
  if (mac === undefined || problem === undefined) return;
  const fix = 'Write another MAC address, or none: keepalived then makes one';
  yield { place: mac.place, message: `the MAC address ${mac.text} counts for nothing: it ${problem}`, fix };
}

/** The kernel gives IPv6 addresses their scope. */
function* scopesOutOfForce(body: readonly ConfigNode[]): Generator<Hit> {
  for (const block of ['virtual_ipaddress', 'virtual_ipaddress_excluded']) {
    for (const { words } of entries(body, block)) {
      const scope = words.find(({ text }) => text === 'scope');
      if (scope === undefined || !words[0].text.includes(':')) continue;
      const message = `the scope of ${words[0].text} counts for nothing: the kernel gives IPv6 addresses theirs`;
      yield { place: scope.place, message, severity: 'warning', fix: 'Delete it' };
    }
  }
}

/** The rule about what is sound by itself and counts for nothing beside something else. */
export const OUT_OF_FORCE_RULES: readonly Rule[] = [
  {
    id: 'KA096',
    name: 'out-of-force',
    severity: 'error',
    title: 'A setting counts for nothing beside another one',
    why: 'keepalived takes it out of force when it starts, and says so in its log only: a check with a weight, for one, never moves an address that is in a sync group.',
    fix: 'Remove one of the two',
    *node(input) {
      yield* weightsInGroups(input);
      yield* besideOthers(input);
      yield* flagsOfOthers(input.config.nodes);
      if (isComplete(input.config)) yield* portsOutOfForce(input.config.nodes);
    },
  },
];
