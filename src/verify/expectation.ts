import type { DrillSubject } from './types.ts';

/** What a drill is to show, in figures; everything that a verdict compares with. */
export interface Expectation {
  readonly scenario: string;
  readonly address: string;
  /** Who holds the address when it begins. */
  readonly from: string;
  /** Who must take over; null where the address may just as well stay. */
  readonly successor: string | null;
  /** Who must hold it in the end; null where any one node may. */
  readonly endsOn: string | null;
  /** Changes of the holder that are in order. */
  readonly maxMoves: number;
  readonly intervalMs: number;
  readonly maxInterruptionMs: number;
  readonly masterDownMs: number;
  readonly advertMs: number;
}

/** A failure on purpose: the first other node takes over and, unless preempted, keeps the address. */
export function expectTakeover(subject: DrillSubject, scenario: string, from: string): Expectation {
  const successor = subject.nodes.find((node) => node.name !== from)?.name ?? null;
  const returns = subject.preempt === true && subject.nodes[0]?.name === from;
  return {
    ...figures(subject),
    scenario,
    from,
    successor,
    endsOn: returns ? from : successor,
    maxMoves: returns ? 2 : 1,
  };
}

/** A change that may move the address, once, or leave it where it is. */
export function expectHandover(subject: DrillSubject, scenario: string, from: string): Expectation {
  const maxMoves = subject.preempt === true ? 2 : 1;
  return { ...figures(subject), scenario, from, successor: null, endsOn: null, maxMoves };
}

function figures(subject: DrillSubject) {
  const { intervalMs, maxInterruptionMs, masterDownMs, advertMs } = subject;
  return { address: subject.addresses[0] ?? '', intervalMs, maxInterruptionMs, masterDownMs, advertMs };
}
