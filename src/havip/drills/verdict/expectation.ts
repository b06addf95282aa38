import type { Scenario } from '../scenario.ts';
import type { DrillSubject } from '../types.ts';

/** Until when two nodes may have the address, beyond an advert: never, or while the failure lasts. */
export type TwoHoldersUntil = 'never' | 'returned' | 'restored';

/** What a drill is to show, in figures; everything that a verdict compares with. */
export interface Expectation {
  readonly scenario: string;
  readonly address: string;
  /** Who holds the address when it begins. */
  readonly from: string;
  /** Who must take over; null where the address may just as well stay. */
  readonly successor: string | null;
  /** Who may take over just as well, since their timers end in the same moment. */
  readonly asGood?: readonly string[];
  /** Who has it by such a chance gives it up to the highest priority, which preempts. */
  readonly givesUp?: boolean;
  /** Who must hold it in the end; null where any one node may. */
  readonly endsOn: string | null;
  /** Changes of the holder that are in order. */
  readonly maxMoves: number;
  readonly twoHoldersUntil: TwoHoldersUntil;
  /** The failed node must be back by itself this soon; null where it is brought back. */
  readonly returnsWithinMs: number | null;
  /** How much longer than a master's silence the failure takes to be noticed. */
  readonly detectMs: number;
  /** How much longer than a service's start the node takes to be a backup again. */
  readonly recoverMs: number;
  /** It cannot be done once more: where whoever probes stood still, the nodes' own account of the address decides. */
  readonly once?: boolean;
  /** Who need not be well before it, since it mends them. */
  readonly mends?: readonly string[];
  /** Who need not be well before it nor after it: another change is to come to them. */
  readonly later?: readonly string[];
  /** Where the address may stay: how long it is watched once the failure was caused in full. */
  readonly watchMs?: number;
  readonly intervalMs: number;
  readonly maxInterruptionMs: number;
  readonly masterDownMs: number;
  readonly advertMs: number;
}

/** Timers of backups that are no further apart, in milliseconds, end in the order in which the machines get to it. */
const SAME_MOMENT_MS = 20;

/** A failure on purpose: the first other node takes over and, unless preempted, keeps the address. */
export function expectTakeover(subject: DrillSubject, scenario: Scenario, from: string): Expectation {
  if (scenario.mayStay === true) return expectLittle(subject, scenario, from);
  const [first, ...others] = subject.nodes.filter((node) => node.name !== from);
  const successor = first?.name ?? null;
  const near = others.filter((other) => sameMoment(first, other));
  const isTied = near.some(({ skewMs }) => skewMs === first?.skewMs);
  const givesUp = subject.preempt === true && near.some(({ skewMs }) => skewMs !== first?.skewMs);
  const returns = comesBack(subject, scenario) && subject.nodes[0]?.name === from;
  const { returnsWithinMs = null } = scenario;
  return {
    ...figures(subject),
    scenario: scenario.name,
    from,
    successor,
    ...(near.length > 0 && { asGood: near.map(({ name }) => name) }),
    ...(givesUp && { givesUp }),
    endsOn: returns ? from : successor,
    // Of equal ones that take it in the same moment, the one with the lower address gives way.
    maxMoves: (returns ? 2 : 1) + Number(isTied || givesUp),
    twoHoldersUntil: twoHoldersUntil(scenario),
    returnsWithinMs,
    detectMs: scenario.detectMs?.(subject) ?? 0,
    recoverMs: recoverMs(subject, scenario) + (returns ? (subject.preemptDelayMs ?? 0) : 0),
  };
}

function recoverMs(subject: DrillSubject, scenario: Scenario): number {
  return (scenario.recoverMs?.(subject) ?? 0) + (subject.startupMs ?? 0);
}

/** A failure that moves the address once, or not at all. */
function expectLittle(subject: DrillSubject, scenario: Scenario, from: string): Expectation {
  return {
    ...expectHandover(subject, scenario.name, from),
    // What happens to a standby is no reason for the address to move.
    ...(scenario.on === 'standby' && { maxMoves: 0 }),
    detectMs: scenario.detectMs?.(subject) ?? 0,
    recoverMs: recoverMs(subject, scenario),
    watchMs: scenario.watchMs?.(subject) ?? 0,
  };
}

/** Whether a node of higher priority has the address again once it is back. */
export function comesBack({ preempt }: Pick<DrillSubject, 'preempt'>, { staysMaster }: Scenario): boolean {
  return preempt === true || staysMaster === true;
}

/** A change that may move the address, once, or leave it where it is. */
export function expectHandover(subject: DrillSubject, scenario: string, from: string): Expectation {
  return {
    ...figures(subject),
    scenario,
    from,
    successor: null,
    endsOn: null,
    maxMoves: subject.preempt === true ? 2 : 1,
    twoHoldersUntil: 'never',
    returnsWithinMs: null,
    detectMs: 0,
    recoverMs: subject.startupMs ?? 0,
  };
}

function twoHoldersUntil({ staysMaster, returnsWithinMs, cutOff }: Scenario): TwoHoldersUntil {
  if (staysMaster === true) return 'restored';
  // A killed keepalived leaves its address behind until it runs again; one that is shut down does not.
  return returnsWithinMs !== undefined && cutOff === undefined ? 'returned' : 'never';
}

function figures(subject: DrillSubject) {
  const { intervalMs, maxInterruptionMs, masterDownMs, advertMs } = subject;
  return { address: subject.addresses[0] ?? '', intervalMs, maxInterruptionMs, masterDownMs, advertMs };
}

function sameMoment(one: DrillSubject['nodes'][number] | undefined, other: DrillSubject['nodes'][number]) {
  if (one?.skewMs === undefined || other.skewMs === undefined) return false;
  return Math.abs(one.skewMs - other.skewMs) < SAME_MOMENT_MS;
}

/** Who must hold the address in the end, by who has it now; null where any one node may. */
export function mustEndOn(
  { endsOn, successor, asGood = [], givesUp = false }: Expectation,
  [holder]: readonly string[],
): string | null {
  const mayKeep = endsOn === successor && !givesUp;
  return mayKeep && holder !== undefined && asGood.includes(holder) ? holder : endsOn;
}
