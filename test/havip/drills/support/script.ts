import type { Timeline } from '../../../../src/core/events/timeline.ts';
import { type Action, advance, begin } from '../../../../src/havip/drills/drive/phases.ts';
import type { Expectation } from '../../../../src/havip/drills/verdict/expectation.ts';
import type { Measurement } from '../../../../src/havip/drills/verdict/measure.ts';
import type { Observation, ProbeSeries } from '../../../../src/havip/drills/watch/observation.ts';
import { Recorder } from '../../../../src/havip/drills/watch/recorder.ts';
import {
  blankSituation,
  noAnswers,
  perceive,
  type Situation,
} from '../../../../src/havip/drills/watch/situation.ts';

/** HAVIP-01 fails, HAVIP-02 takes over; the standard profile's figures at 250/240. */
export const EXPECTED: Expectation = {
  scenario: 'stop',
  address: '172.16.16.12',
  from: 'HAVIP-01',
  successor: 'HAVIP-02',
  endsOn: 'HAVIP-02',
  maxMoves: 1,
  twoHoldersUntil: 'never',
  returnsWithinMs: null,
  detectMs: 0,
  recoverMs: 0,
  intervalMs: 100,
  maxInterruptionMs: 5000,
  masterDownMs: 3063,
  advertMs: 1000,
};

/** The one move of a drill that went well. */
export const TAKEN = [{ atMs: 1030, node: 'HAVIP-02' }];
/** What was measured of it. */
export const GOOD: Measurement = {
  probes: 120,
  lost: 1,
  lostInRow: 1,
  interruption: { fromMs: 900, toMs: 1100.4 },
  unsentMs: 0,
  silent: [],
  bindingMs: null,
  boundAtEnd: undefined,
  moves: TAKEN,
  takeoverMs: 79.6,
  returnedMs: null,
  splitBrainMs: 0,
  longestSplitBrainMs: 0,
  noneMs: 70,
  holdersAtEnd: ['HAVIP-02'],
};

/** Something that happens at a moment of a script, in milliseconds. */
export type Event = Observation | { readonly kind: 'abort'; readonly atMs: number };

export function at(event: Event): number {
  return event.kind === 'unanswered' ? event.sentMs : event.atMs;
}

export const holding = (atMs: number, node: string, value: boolean): Event => ({
  kind: 'holding',
  atMs,
  node,
  value,
});
export const daemon = (atMs: number, node: string, value: boolean): Event => ({
  kind: 'daemon',
  atMs,
  node,
  value,
});
export const vrrp = (atMs: number, node: string, value: 'BACKUP' | 'MASTER' | 'FAULT' | 'STOP'): Event => ({
  kind: 'vrrp',
  atMs,
  node,
  value,
});
export const mark = (atMs: number, name: 'caused' | 'cause-done' | 'restore-begun' | 'restored'): Event => ({
  kind: 'marker',
  atMs,
  name,
});

/** Answers every 100 ms from one moment up to another, which is left out. */
export function answers(fromMs: number, toMs: number, series: ProbeSeries = 'address'): readonly Event[] {
  const count = Math.ceil((toMs - fromMs) / 100);
  return Array.from({ length: count }, (_, nth) => {
    const atMs = fromMs + nth * 100;
    return { kind: 'answered', series, atMs, sequence: Math.round(atMs / 100), rttMs: 0.2 } as const;
  });
}

/** Both daemons run, HAVIP-01 has the address and says so. */
export const AT_REST: readonly Event[] = [
  daemon(0, 'HAVIP-01', true),
  daemon(0, 'HAVIP-02', true),
  vrrp(0, 'HAVIP-01', 'MASTER'),
  vrrp(0, 'HAVIP-02', 'BACKUP'),
  holding(0, 'HAVIP-01', true),
  holding(0, 'HAVIP-02', false),
];

/** Plays a script against the state machine in steps of 50 ms; gives each action other than patience. */
export function play(
  script: readonly Event[],
  expected = EXPECTED,
  untilMs = 60_000,
): readonly [number, Action][] {
  const events = [...script].sort((a, b) => at(a) - at(b));
  const actions: [number, Action][] = [];
  let situation: Situation = {
    ...blankSituation(['HAVIP-01', 'HAVIP-02'], expected.intervalMs),
    ...(script.some((event) => 'series' in event && event.series === 'service') && {
      service: noAnswers(100),
    }),
  };
  let progress = begin(0);
  let aborted = false;
  for (let atMs = 0; atMs <= untilMs; atMs += 50) {
    for (let next = events[0]; next !== undefined && at(next) <= atMs; next = events[0]) {
      events.shift();
      if (next.kind === 'abort') aborted = true;
      else situation = perceive(situation, next);
    }
    const step = advance(progress, situation, expected, { atMs, aborted });
    progress = step.progress;
    if (step.action !== 'wait' && step.action !== 'settle') actions.push([atMs, step.action]);
    if (step.action === 'done') break;
  }
  return actions;
}

/** The timeline of a script that begins at rest at 0. */
export function timelineOf(script: readonly Event[], endedMs: number): Timeline {
  const atRest = AT_REST.reduce<Situation>(
    (situation, event) => (event.kind === 'abort' ? situation : perceive(situation, event)),
    blankSituation(['HAVIP-01', 'HAVIP-02'], 100),
  );
  const probed = new Set(script.map((event) => ('series' in event ? event.series : undefined)));
  const recorder = new Recorder(
    {
      ...atRest,
      ...(probed.has('service') && { service: noAnswers(100) }),
      ...(probed.has('public') && { public: noAnswers(100) }),
    },
    0,
  );
  for (const event of script) if (event.kind !== 'abort') recorder.record(event);
  recorder.record({ kind: 'marker', name: 'ended', atMs: endedMs });
  return recorder.timeline({ prober: 'probe-01', intervalMs: 10, clocks: [] });
}
