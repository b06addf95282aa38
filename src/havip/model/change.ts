import type { Speaker } from '../agreement/speaker.ts';

/** What one machine of a cluster is to become. */
export interface MemberChange {
  readonly host: string;
  /** How it speaks now; undefined where its keepalived does not run. */
  readonly before: Speaker | undefined;
  /** Undefined where its configuration will not have the cluster any more. */
  readonly after: Speaker | undefined;
  readonly holds: boolean;
  /** Its keepalived runs, though perhaps for other clusters only. */
  readonly runs?: boolean;
  /** How keepalived takes the change up; undefined where it has nothing to do. */
  readonly action: 'start' | 'reload' | 'restart' | undefined;
  /** How it takes up what it had before, where the change is taken back; default as `action`. */
  readonly undo?: 'restart';
}

/** All the ways in which the machines of a cluster speak, before and after. */
export function speakersOf(members: readonly MemberChange[]): readonly Speaker[] {
  return members.flatMap(({ before, after }) => [before ?? [], after ?? []].flat());
}

/**
 * In which way the machines of a cluster change. `in-turn`: the standbys one after the other, then the
 * holder. `newcomers-last`: the same, but who does not run yet comes when all others know it. `apart`: the
 * standbys are stopped, the holder changes alone, and they come back with what it has.
 */
export type Way = 'in-turn' | 'newcomers-last' | 'apart';

/** One thing that is done to one machine; each is waited for, unless it says for how long. */
export interface Step {
  readonly do: 'stop' | 'change' | 'hand-over' | 'undo';
  readonly host: string;
  /** With `hand-over`: who takes the address. */
  readonly to?: string;
  /** Milliseconds until the next one is done, whatever this one has come to. */
  readonly forMs?: number;
}

/** What is done to which machine, in its order. */
export interface ChangeOrder {
  readonly way: Way;
  readonly steps: readonly Step[];
  /**
   * The order in which it is taken back, where the machines serve other clusters, too, and go back by what they
   * hold of all of them: every order is then tried.
   */
  readonly undo?: readonly string[];
}

/** The order of a way. `members` are in the inventory's order, the primary first. */
export function orderOf(way: Way, members: readonly MemberChange[]): ChangeOrder {
  const changing = members.filter(({ action }) => action !== undefined);
  const holder = changing.filter(({ holds }) => holds);
  const standbys = changing.filter(({ holds }) => !holds).reverse();
  const [running, newcomers] = split(standbys);
  if (way === 'apart') {
    const [stopped] = split(members.filter(({ holds }) => !holds).reverse());
    return {
      way,
      steps: [...stopped.map(step('stop')), ...[...holder, ...stopped, ...newcomers].map(step('change'))],
    };
  }
  const [first, last] = way === 'in-turn' ? [standbys, []] : [running, newcomers];
  return {
    way,
    steps: [
      ...first.map(step('change')),
      ...handOver(members, first, holder),
      ...[...holder, ...last].map(step('change')),
    ],
  };
}

/** The order of machines of which none runs: the first starts, and the others when it has run for so long. */
export function startOrder(members: readonly MemberChange[], headStartMs: number): ChangeOrder {
  const last = members.length - 1;
  const steps = members.map(({ host }, index): Step => {
    const forMs = index === 0 ? headStartMs : 0;
    return { do: 'change', host, ...(index < last && { forMs }) };
  });
  return { way: 'in-turn', steps };
}

function split(
  standbys: readonly MemberChange[],
): readonly [readonly MemberChange[], readonly MemberChange[]] {
  return [
    standbys.filter(({ before }) => before !== undefined),
    standbys.filter(({ before }) => before === undefined),
  ];
}

function step(what: Step['do']): (member: MemberChange) => Step {
  return ({ host }) => ({ do: what, host });
}

/** A holder that has to start again gives the address to a standby first, where one runs by then. */
function handOver(
  members: readonly MemberChange[],
  started: readonly MemberChange[],
  [holder]: readonly MemberChange[],
): Step[] {
  const to = members.find((each) => !each.holds && (each.before !== undefined || started.includes(each)));
  if (holder?.action !== 'restart' || to === undefined) return [];
  return [{ do: 'hand-over', host: holder.host, to: to.host }];
}

/** The one that is not stopped while the others are. */
function stayerOf({ steps }: ChangeOrder): readonly string[] {
  const stopped = steps.filter((each) => each.do === 'stop').map(({ host }) => host);
  return steps.map(({ host }) => host).filter((host) => !stopped.includes(host));
}

/**
 * How a change is taken back that has come as far as these steps: those that do not hold the address first,
 * the holder last; where the standbys were stopped for it, the holder goes back first.
 */
export function undoOf(
  order: ChangeOrder,
  done: readonly Step[],
  holders: readonly string[],
): readonly Step[] {
  const touched = [...new Set(done.map(({ host }) => host))];
  const undo = (host: string): Step => ({ do: 'undo', host });
  if (order.undo !== undefined && order.way !== 'apart')
    return order.undo.filter((host) => touched.includes(host)).map(undo);
  const last = order.undo === undefined ? holders : stayerOf(order);
  const holding = touched.filter((host) => last.includes(host));
  const others = touched.filter((host) => !last.includes(host));
  if (order.way !== 'apart') return [...others, ...holding].map(undo);
  return [...others.map((host): Step => ({ do: 'stop', host })), ...[...holding, ...others].map(undo)];
}
