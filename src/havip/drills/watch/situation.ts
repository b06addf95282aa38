import type { Marker, VrrpState } from '../../../core/events/timeline.ts';
import type { Pause } from '../../../core/figures/longest-pause.ts';
import type { Observation, ProbeSeries } from './observation.ts';

/** What is known of one node now; undefined until it was seen. */
export interface NodeSituation {
  readonly holds: boolean | undefined;
  /** Since when it holds the address or does not. */
  readonly holdsSinceMs: number;
  readonly vrrp: VrrpState;
  readonly daemon: boolean | undefined;
  /** Since when this keepalived runs, or none does. */
  readonly daemonSinceMs: number;
  /** By how much the machine was late at most since the recording began, milliseconds. */
  readonly lateMs?: number;
  /** Until when its account is known: the newest heartbeat. */
  readonly heardMs?: number | undefined;
  /** When nothing was heard of it for long since the recording began, though it was heard again. */
  readonly gaps?: readonly Pause[];
}

/** How one series of probes goes. */
export interface Answers {
  /** Answers since the last pause that was longer than `patienceMs`. */
  readonly answersInRow: number;
  readonly lastAnswerMs: number | null;
  /** A pause between two answers that is no sign of trouble yet. */
  readonly patienceMs: number;
  /** When the newest probe is known to have been sent, answered or not. */
  readonly askedMs?: number;
  /** The longest time without one since the recording began, milliseconds. */
  readonly stillMs?: number;
}

/** What is known of a cluster now; the drill's next step depends on this and the time alone. */
export interface Situation extends Answers {
  readonly nodes: Readonly<Record<string, NodeSituation>>;
  /** The service behind the address, and the public address before it, where they are probed. */
  readonly service?: Answers;
  readonly public?: Answers;
  /** Where the cloud sends the address; undefined until it has said, and while it does not answer. */
  readonly binding?: string | null | undefined;
  /** It has said so before, and does not answer now. */
  readonly isCloudSilent?: boolean;
  readonly marks: Readonly<Partial<Record<Marker['name'], number>>>;
}

/** Whoever probes or watches says something several times a second; silence of that length is no network's delay. */
export const STILL_MS = 3_000;

const UNSEEN: NodeSituation = {
  holds: undefined,
  holdsSinceMs: 0,
  vrrp: 'unknown',
  daemon: undefined,
  daemonSinceMs: 0,
  heardMs: undefined,
};

/** Nothing is known yet. */
export function blankSituation(nodes: readonly string[], intervalMs: number): Situation {
  return {
    nodes: Object.fromEntries(nodes.map((name) => [name, UNSEEN])),
    ...noAnswers(intervalMs),
    marks: {},
  };
}

/** A series of probes that has just begun. */
export function noAnswers(intervalMs: number): Answers {
  return { answersInRow: 0, lastAnswerMs: null, patienceMs: patienceFor(intervalMs) };
}

/** Two lost probes and a scheduler's delay are not a pause. */
export function patienceFor(intervalMs: number): number {
  return 3 * intervalMs + 100;
}

/** The situation after one more observation. */
export function perceive(situation: Situation, seen: Observation): Situation {
  switch (seen.kind) {
    case 'answered':
      return withProbe(situation, seen.series ?? 'address', (answers) => answered(answers, seen.atMs));
    case 'unanswered':
      return withProbe(situation, seen.series ?? 'address', (answers) => asked(answers, seen.sentMs));
    case 'card':
      return situation;
    case 'marker':
      return { ...situation, marks: { ...situation.marks, [seen.name]: seen.atMs } };
    case 'holding':
      return withNode(situation, seen.node, { holds: seen.value, holdsSinceMs: seen.atMs });
    case 'vrrp':
      return withNode(situation, seen.node, { vrrp: seen.value });
    case 'daemon':
      return withNode(situation, seen.node, { daemon: seen.value, daemonSinceMs: seen.atMs });
    case 'binding':
      return { ...situation, binding: seen.node, isCloudSilent: seen.node === undefined };
    case 'late': {
      const before = situation.nodes[seen.node]?.lateMs ?? 0;
      return withNode(situation, seen.node, { lateMs: Math.max(before, seen.lateMs) });
    }
    case 'heard':
      return withNode(situation, seen.node, heard(situation.nodes[seen.node], seen.atMs));
    case 'lost':
      return withNode(situation, seen.node, UNSEEN);
  }
}

/**
 * Whether echo is filtered on the way: the service behind the address answers, and the address never has. Then
 * the service is the probe.
 */
export function isEchoFiltered({ lastAnswerMs, service }: Situation): boolean {
  return lastAnswerMs === null && service !== undefined && service.lastAnswerMs !== null;
}

/** The same situation, of whose nodes nobody has been late or silent yet. */
export function nobodyLate(situation: Situation): Situation {
  const nodes = Object.entries(situation.nodes).map(
    ([name, node]) => [name, { ...node, lateMs: 0, gaps: [] }] as const,
  );
  return { ...situation, nodes: Object.fromEntries(nodes) };
}

/** Every node that has the address. */
export function holders(situation: Situation): readonly string[] {
  return Object.keys(situation.nodes).filter((name) => situation.nodes[name]?.holds === true);
}

/** For how many milliseconds more than one node has had the address, of those heard within so many of now. */
export function twoHoldersMs(situation: Situation, nowMs: number, newsMs: number): number {
  const since = Object.values(situation.nodes)
    .filter(({ holds, heardMs }) => holds === true && heardMs !== undefined && nowMs - heardMs <= newsMs)
    .map(({ holdsSinceMs }) => holdsSinceMs)
    .sort((a, b) => a - b);
  return since[1] === undefined ? 0 : nowMs - since[1];
}

function heard(
  { heardMs: fromMs, gaps = [] }: Partial<NodeSituation> = {},
  toMs: number,
): Partial<NodeSituation> {
  if (fromMs === undefined || toMs - fromMs < STILL_MS) return { heardMs: Math.max(fromMs ?? toMs, toMs) };
  return { heardMs: toMs, gaps: [...gaps, { fromMs, toMs }] };
}

function withProbe(
  situation: Situation,
  series: ProbeSeries,
  change: (answers: Answers) => Partial<Answers>,
): Situation {
  if (series === 'address') return { ...situation, ...change(situation) };
  const before = situation[series];
  return before === undefined ? situation : { ...situation, [series]: { ...before, ...change(before) } };
}

function answered(answers: Answers, atMs: number): Partial<Answers> {
  const last = answers.lastAnswerMs;
  const goesOn = last !== null && atMs - last <= answers.patienceMs;
  const lastAnswerMs = last === null ? atMs : Math.max(last, atMs);
  return { ...asked(answers, atMs), lastAnswerMs, answersInRow: goesOn ? answers.answersInRow + 1 : 1 };
}

function asked(answers: Answers, sentMs: number): Partial<Answers> {
  const { askedMs = sentMs, stillMs = 0 } = answers;
  return { askedMs: Math.max(askedMs, sentMs), stillMs: Math.max(stillMs, sentMs - askedMs) };
}

function withNode(situation: Situation, name: string, change: Partial<NodeSituation>): Situation {
  const node = situation.nodes[name];
  if (node === undefined) return situation;
  return { ...situation, nodes: { ...situation.nodes, [name]: { ...node, ...change } } };
}
