import type { Play } from '../../api/types.ts';
import type { Host } from '../../inventory/types.ts';
import { playHosts } from '../check/check-request.ts';
import type { RunnerKinds } from '../kinds.ts';
import type { RunRequest } from '../request.ts';
import type { Unit } from './unit.ts';
import { unitsOf } from './units-of.ts';

/** What a request is about. */
export interface RequestedUnits {
  /** The hosts of each play, of all units. */
  readonly inPlay: ReadonlyMap<Play, ReadonlySet<Host>>;
  /** In the inventory's order. */
  readonly units: readonly Unit[];
}

/** The hosts of each play of a request, and the units that they make up. */
export function unitsOfRequest(request: RunRequest, kinds: RunnerKinds): RequestedUnits {
  const { playbook, inventory } = request;
  const inPlay = new Map(playbook.plays.map((play) => [play, new Set(playHosts(request, kinds, play))]));
  const names = [...inPlay.values()].flatMap((hosts) => [...hosts].map(({ name }) => name));
  return { inPlay, units: unitsOf(inventory, kinds.units, new Set(names)) };
}
