import { type InstanceView, tracked } from '../../instance.ts';
import { all, entries, isGiven, last, numberOf, placeOf, setting } from '../../settings.ts';
import { type ConfigNode, isComplete } from '../../syntax.ts';
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
  const group = all(nodes, 'vrrp_sync_group').find(({ children }) =>
    entries(children ?? [], 'group').some(({ words: [member] }) => member.text === name),
  );
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
    const master = state?.value === 'MASTER' && isGiven(body, 'priority') && priority < 255;
    if (master && authentication?.type === 'AH')
      yield {
        place: state.place,
        message: 'state MASTER is cleared beside auth_type AH',
        fix: 'Write state BACKUP',
      };
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
