import { type ChangeOrder, type MemberChange, speakersOf } from './change.ts';
import type { Mishap } from './mishap.ts';
import { type Rehearsed, rehearse } from './rehearse.ts';

/** How far the master is into its interval when a change begins. */
const PHASES = [0, 0.5, 0.99];

/** Milliseconds that a FAULT takes which ends by itself: a check that fails for a moment. */
const FAULT_MS = 2500;

/** What a change may come to. */
export interface Trouble {
  readonly kind: 'two-holders' | 'nobody-for-good';
  readonly mishap: Mishap;
  readonly phase: number;
}

/** What a change does when nothing goes wrong, at worst. */
export interface Forecast {
  /** Longest time without a holder, milliseconds. */
  readonly awayMs: number;
  /** Who held the address, one after the other, the first holder included. */
  readonly path: readonly string[];
}

/**
 * Everything that can become of a change: every phase, every crash of a machine at every moment, every failed step.
 *
 * @param faults also every FAULT at every moment, which doubles the time; no kind of change is safe without them and
 * not with them, which the tests see
 */
export function explore(
  order: ChangeOrder,
  members: readonly MemberChange[],
  { faults = false }: { readonly faults?: boolean } = {},
): { readonly forecast: Forecast; readonly trouble: Trouble | undefined; readonly rehearsals: number } {
  let awayMs = 0;
  let path: readonly string[] = [];
  let rehearsals = 0;
  for (const phase of PHASES) {
    const smooth = rehearse(order, members, { phase, mishap: { kind: 'none' } });
    const { awayMs: away, bothMs, ended } = measure(smooth);
    awayMs = Math.max(awayMs, away);
    path = pathOf(smooth);
    rehearsals += 1;
    const trouble = judge(members, bothMs, ended, someoneServes(members, { kind: 'none' }, smooth));
    if (trouble)
      return {
        forecast: { awayMs, path },
        trouble: { kind: trouble, mishap: { kind: 'none' }, phase },
        rehearsals,
      };
    const mishaps = [...mishapsOf(order, members, smooth), ...(faults ? faultsOf(members, smooth) : [])];
    for (const mishap of mishaps) {
      const rehearsed = rehearse(order, members, { phase, mishap });
      const { bothMs: both, ended: last } = measure(rehearsed);
      rehearsals += 1;
      const kind = judge(members, both, last, someoneServes(members, mishap, rehearsed));
      if (kind && !isSoNow(members, phase, mishap, kind))
        return { forecast: { awayMs, path }, trouble: { kind, mishap, phase }, rehearsals };
    }
  }
  return { forecast: { awayMs, path }, trouble: undefined, rehearsals };
}

/**
 * Whether a machine's crash comes to the same without any change: two standbys that do not hear each other both take
 * the address then. No order can keep that from happening before its first step, and the change is what ends it.
 */
function isSoNow(
  members: readonly MemberChange[],
  phase: number,
  mishap: Mishap,
  kind: Trouble['kind'],
): boolean {
  if (mishap.kind !== 'machine') return false;
  const crash = { ...mishap, atMs: 0 };
  const changed = members.map((member): MemberChange => ({ ...member, before: member.after }));
  const [now, then] = [members, changed].map((those) => {
    const rehearsed = rehearse({ way: 'in-turn', steps: [] }, those, { phase, mishap: crash });
    const { bothMs, ended } = measure(rehearsed);
    return judge(those, bothMs, ended, someoneServes(those, crash, rehearsed));
  });
  return now === kind && then !== kind;
}

function mishapsOf(order: ChangeOrder, members: readonly MemberChange[], { moments }: Rehearsed): Mishap[] {
  // Where machines were stopped for it, each of them stops and starts again.
  const undoSteps = [...members, ...(order.way === 'apart' ? members : [])].map((_each, index) => index + 1);
  return [
    ...order.steps.flatMap((_step, index): Mishap[] => [
      { kind: 'step', index },
      ...undoSteps.map((undone): Mishap => ({ kind: 'undo', index, undone })),
      { kind: 'control', index },
      ...(order.undo === undefined ? [] : [{ kind: 'control' as const, index, stays: true as const }]),
    ]),
    ...members.flatMap(({ host }) => moments.map((atMs): Mishap => ({ kind: 'machine', host, atMs }))),
  ];
}

function faultsOf(members: readonly MemberChange[], { moments }: Rehearsed): Mishap[] {
  return members.flatMap(({ host }) =>
    moments.flatMap((atMs): Mishap[] => [
      { kind: 'fault', host, atMs, found: true },
      { kind: 'fault', host, atMs, found: false },
      { kind: 'fault', host, atMs, found: false, forMs: FAULT_MS },
    ]),
  );
}

/**
 * Whether somebody has to have the address in the end: where one is left who held or stood by before; of a cluster that
 * is taken out, where the change was taken back, or has not come to all machines.
 */
function someoneServes(members: readonly MemberChange[], mishap: Mishap, { able }: Rehearsed): boolean {
  if (members.some(({ after }) => after === undefined)) return mishap.kind === 'step' || able.length > 0;
  const isOut = (host: string) =>
    (mishap.kind === 'machine' || (mishap.kind === 'fault' && mishap.forMs === undefined)) &&
    mishap.host === host;
  return members.some(({ host, before }) => before !== undefined && !isOut(host));
}

function judge(
  members: readonly MemberChange[],
  bothMs: number,
  ended: readonly string[],
  someone: boolean,
): Trouble['kind'] | undefined {
  const advertMs = Math.max(...speakersOf(members).map((speaker) => speaker.advertMs));
  if (ended.length > 1 || bothMs > advertMs) return 'two-holders';
  return someone && ended.length === 0 ? 'nobody-for-good' : undefined;
}

function measure({ history, endMs }: Rehearsed): {
  awayMs: number;
  bothMs: number;
  ended: readonly string[];
} {
  const longest = (is: (holders: number) => boolean) => longestWhile(history, endMs, is);
  const first = history.findIndex(({ holders }) => holders.length > 0);
  return {
    awayMs: longestWhile(history.slice(Math.max(0, first)), endMs, (holders) => holders === 0),
    bothMs: longest((holders) => holders > 1),
    ended: history.at(-1)?.holders ?? [],
  };
}

function longestWhile(
  history: Rehearsed['history'],
  endMs: number,
  is: (holders: number) => boolean,
): number {
  let longest = 0;
  let since: number | undefined;
  for (const { atMs, holders } of [...history, { atMs: endMs, holders: [] }]) {
    if (since !== undefined && (!is(holders.length) || atMs === endMs)) {
      longest = Math.max(longest, atMs - since);
      since = undefined;
    }
    if (is(holders.length)) since ??= atMs;
  }
  return longest;
}

function pathOf({ history }: Rehearsed): readonly string[] {
  const taken = history.flatMap(({ holders }, index) => {
    const before = history[index - 1]?.holders ?? [];
    return holders.filter((host) => !before.includes(host));
  });
  return taken.filter((host, index) => host !== taken[index - 1]);
}
