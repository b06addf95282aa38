import type { Marker, VrrpState } from '../core/timeline.ts';
import type { Observation } from './observation.ts';

/** What is known of one node now; undefined until it was seen. */
export interface NodeSituation {
  readonly holds: boolean | undefined;
  /** Since when it holds the address or does not. */
  readonly holdsSinceMs: number;
  readonly vrrp: VrrpState;
  readonly daemon: boolean | undefined;
  /** Since when this keepalived runs, or none does. */
  readonly daemonSinceMs: number;
}

/** What is known of a cluster now; the drill's next step depends on this and the time alone. */
export interface Situation {
  readonly nodes: Readonly<Record<string, NodeSituation>>;
  /** Answers since the last pause that was longer than `patienceMs`. */
  readonly answersInRow: number;
  readonly lastAnswerMs: number | null;
  /** A pause between two answers that is no sign of trouble yet. */
  readonly patienceMs: number;
  readonly marks: Readonly<Partial<Record<Marker['name'], number>>>;
}

const UNSEEN: NodeSituation = {
  holds: undefined,
  holdsSinceMs: 0,
  vrrp: 'unknown',
  daemon: undefined,
  daemonSinceMs: 0,
};

/** Nothing is known yet. */
export function blankSituation(nodes: readonly string[], intervalMs: number): Situation {
  return {
    nodes: Object.fromEntries(nodes.map((name) => [name, UNSEEN])),
    answersInRow: 0,
    lastAnswerMs: null,
    patienceMs: patienceFor(intervalMs),
    marks: {},
  };
}

/** Two lost probes and a scheduler's delay are not a pause. */
export function patienceFor(intervalMs: number): number {
  return 3 * intervalMs + 100;
}

/** The situation after one more observation. */
export function perceive(situation: Situation, seen: Observation): Situation {
  switch (seen.kind) {
    case 'answered':
      return answered(situation, seen.atMs);
    case 'unanswered':
      return situation;
    case 'marker':
      return { ...situation, marks: { ...situation.marks, [seen.name]: seen.atMs } };
    case 'holding':
      return withNode(situation, seen.node, { holds: seen.value, holdsSinceMs: seen.atMs });
    case 'vrrp':
      return withNode(situation, seen.node, { vrrp: seen.value });
    case 'daemon':
      return withNode(situation, seen.node, { daemon: seen.value, daemonSinceMs: seen.atMs });
    case 'lost':
      return withNode(situation, seen.node, UNSEEN);
  }
}

/** Every node that has the address. */
export function holders(situation: Situation): readonly string[] {
  return Object.keys(situation.nodes).filter((name) => situation.nodes[name]?.holds === true);
}

function answered(situation: Situation, atMs: number): Situation {
  const last = situation.lastAnswerMs;
  const goesOn = last !== null && atMs - last <= situation.patienceMs;
  const lastAnswerMs = last === null ? atMs : Math.max(last, atMs);
  return { ...situation, lastAnswerMs, answersInRow: goesOn ? situation.answersInRow + 1 : 1 };
}

function withNode(situation: Situation, name: string, change: Partial<NodeSituation>): Situation {
  const node = situation.nodes[name];
  if (node === undefined) return situation;
  return { ...situation, nodes: { ...situation.nodes, [name]: { ...node, ...change } } };
}
