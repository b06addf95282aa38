import { AS_NEW_BACKUP, deafness } from '../agreement/hears.ts';
import { type ChangeOrder, type MemberChange, orderOf, type Way } from '../model/change.ts';
import { explore, type Forecast, type Trouble } from '../model/explore.ts';

/** The order in which a cluster changes, and what that does to its address. */
export interface Takeover {
  readonly order: ChangeOrder;
  /** What each machine becomes, in the cluster's order. */
  readonly members: readonly MemberChange[];
  readonly forecast: Forecast;
  /** What can go wrong even in the best order; then nothing may be begun. */
  readonly trouble?: Trouble;
}

/** The one that goes without a standby for a while is the last. */
const WAYS: readonly Way[] = ['in-turn', 'newcomers-last', 'apart'];

/** Time without an address below which one order is as good as another, milliseconds. */
const NOTICED_MS = 100;

/**
 * The order in which, by the model, no two machines hold the address and it never stays away, whatever machine, step
 * or control machine fails on the way; of those the one that disturbs least. The same code says what happens, and
 * what is done.
 */
export function chooseTakeover(found: readonly MemberChange[]): Takeover {
  const members = seenByHolder(found);
  let takeover: Takeover | undefined;
  for (const way of WAYS) {
    const order = orderOf(way, way === 'apart' ? found : members);
    const { forecast, trouble } = explore(order, members);
    const candidate = { order, members: found, forecast, ...(trouble && { trouble }) };
    if (takeover === undefined || isBetter([candidate], [takeover])) takeover = candidate;
    if (staysWhereItIs(takeover)) break;
  }
  return (
    takeover ?? { order: { way: 'in-turn', steps: [] }, members: found, forecast: { awayMs: 0, path: [] } }
  );
}

/** Whether an order is better than another one, as all clusters of its machines see it. */
export function isBetter(candidate: readonly Takeover[], than: readonly Takeover[]): boolean {
  const costs = costsOf(than);
  for (const [index, cost] of costsOf(candidate).entries()) {
    const other = costs[index] ?? 0;
    if (cost !== other) return cost < other;
  }
  return false;
}

/** No trouble first, then little time without an address, then as few moves as can be, then nobody stopped for it. */
function costsOf(candidate: readonly Takeover[]): readonly number[] {
  const moves = candidate.reduce((sum, { forecast }) => sum + forecast.path.length, 0);
  const awayMs = candidate.reduce((sum, { forecast }) => sum + forecast.awayMs, 0);
  const troubled = candidate.some(({ trouble }) => trouble !== undefined);
  const apart = candidate.some(({ order }) => order.way === 'apart');
  return [Number(troubled), Math.floor(awayMs / NOTICED_MS), moves, Number(apart), awayMs];
}

function staysWhereItIs({ trouble, forecast }: Takeover): boolean {
  return trouble === undefined && forecast.path.length < 2 && forecast.awayMs < NOTICED_MS;
}

/** The machines without what is as good as not there. */
export function seenByHolder(found: readonly MemberChange[]): readonly MemberChange[] {
  return found.map((member) => (isDeafStandby(member, found) ? { ...member, before: undefined } : member));
}

/** It runs, does not hear the holder, and has not promoted itself: in FAULT, or as good as not there. */
function isDeafStandby({ before, holds }: MemberChange, members: readonly MemberChange[]): boolean {
  const holder = members.find((member) => member.holds)?.before;
  if (before === undefined || holds || holder === undefined) return false;
  return deafness(before, holder, { ...AS_NEW_BACKUP, knowsSender: true }) !== undefined;
}
