import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Facts } from '../../../resources/fact.ts';
import { networkFact } from '../../../resources/network.ts';
import { groupListenersFact, silentOnes } from '../../wire/listeners.ts';

/**
 * How often the group is asked at most, with a second between: longer than another pair takes for a failover with adverts
 * 2 s apart (6.9 s), or for a change that stops its standbys meanwhile. Seen twice in 200 pairs, with 5.
 */
const LOOKS = 12;

/** What is known before a drill of machines that hear the pair and say nothing. */
export interface SilentThirds {
  /** The drill would fail the holder, and it may be such a machine that takes the address. */
  readonly problem?: Problem;
  /** It may as well belong to another pair, which is heard. */
  readonly notice?: string;
}

/**
 * Judges by what the nodes have asked of a multicast group; a pair that speaks to peers has none. The standby of another
 * pair is as silent while that one starts or fails over, and between adverts that are seconds apart: it is asked again
 * before it is a problem, which would have the run undo everything.
 * @param ask asks the nodes, and gives their facts; undefined where one of them did not answer
 */
export async function silentThirds(
  cluster: Cluster,
  ask: (look: number) => Promise<ReadonlyMap<string, Facts> | undefined>,
): Promise<SilentThirds | undefined> {
  for (let look = 0; ; look += 1) {
    const factsOf = await ask(look);
    const thirds = factsOf && thirdsIn(cluster, factsOf, look);
    if (thirds?.problem === undefined || look + 1 >= LOOKS) return thirds;
  }
}

function thirdsIn(cluster: Cluster, factsOf: ReadonlyMap<string, Facts>, look: number): SilentThirds {
  const { name, members, havip } = cluster;
  const told = [...factsOf.values()].flatMap(
    (facts) => facts.ifRead(groupListenersFact(cluster, look)) ?? [],
  );
  const own = new Set([
    ...members.flatMap(({ privateIp }) => privateIp ?? []),
    ...[...factsOf.values()].flatMap((facts) =>
      (facts.ifRead(networkFact)?.addresses ?? []).map(({ address }) => address),
    ),
  ]);
  const adverts = told.flatMap((each) => each.adverts);
  const silent = new Set(told.flatMap((each) => silentOnes({ ...each, adverts }, own)));
  if (silent.size === 0) return {};
  const who = [...silent].join(', ');
  const group = told[0]?.group ?? '';
  const others = new Set(
    adverts.flatMap(({ routerId }) => (routerId === havip.virtual_router_id ? [] : routerId)),
  );
  if (others.size > 0)
    return {
      notice: `${name}: ${who} listens to VRRP's group ${group} and is no member; it may belong to router id ${[...others].join(', ')}, whose adverts are heard`,
    };
  return {
    problem: {
      code: 'verify.silent-router',
      summary: `${name}: ${who} listens to VRRP's group ${group}, says nothing and is no member`,
      detail: `A keepalived there that stands by with router id ${havip.virtual_router_id} could take the address while a drill fails its holder. It was asked for more than ten seconds; no drill was begun.`,
      fix: 'See what it is (`systemctl status keepalived` there): take it down first, or name it in the inventory.',
    },
  };
}
