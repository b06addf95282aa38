import type { Change, ClockEstimate, Marker, ProbeSample, Timeline, VrrpState } from '../core/timeline.ts';
import type { Observation } from './observation.ts';
import { holders, type Situation } from './situation.ts';

/** Collects the observations of one drill. */
export class Recorder {
  readonly #probes = new Map<number, ProbeSample>();
  readonly #holding: Change<boolean>[] = [];
  readonly #vrrp: Change<VrrpState>[] = [];
  readonly #daemon: Change<boolean>[] = [];
  readonly #markers: Marker[] = [];
  readonly #begunMs: number;

  /** Begins with what is known already, as if it had all just been seen. */
  constructor(situation: Situation, atMs: number) {
    this.#begunMs = atMs;
    const holding = new Set(holders(situation));
    for (const [node, { vrrp, daemon }] of Object.entries(situation.nodes)) {
      this.#holding.push({ atMs, node, value: holding.has(node) });
      this.#vrrp.push({ atMs, node, value: vrrp });
      this.#daemon.push({ atMs, node, value: daemon ?? false });
    }
    this.#markers.push({ atMs, name: 'begun' });
  }

  record(seen: Observation): void {
    switch (seen.kind) {
      case 'answered':
        if (this.#probes.get(seen.sequence)?.rttMs != null) return;
        this.#probes.set(seen.sequence, { sequence: seen.sequence, atMs: seen.atMs, rttMs: seen.rttMs });
        return;
      case 'unanswered':
        if (this.#probes.has(seen.sequence)) return;
        this.#probes.set(seen.sequence, { sequence: seen.sequence, atMs: seen.sentMs, rttMs: null });
        return;
      case 'holding':
        this.#holding.push({ atMs: this.#since(seen.atMs), node: seen.node, value: seen.value });
        return;
      case 'vrrp':
        this.#vrrp.push({ atMs: this.#since(seen.atMs), node: seen.node, value: seen.value });
        return;
      case 'daemon':
        this.#daemon.push({ atMs: this.#since(seen.atMs), node: seen.node, value: seen.value });
        return;
      case 'lost':
        // Nobody says that it holds the address any more; where it does, that is seen when it is heard again.
        this.#holding.push({ atMs: seen.atMs, node: seen.node, value: false });
        this.#vrrp.push({ atMs: seen.atMs, node: seen.node, value: 'unknown' });
        return;
      case 'marker':
        this.#markers.push({ atMs: seen.atMs, name: seen.name });
    }
  }

  /** What is told late, but happened before the beginning, holds from the beginning. */
  #since(atMs: number): number {
    return Math.max(atMs, this.#begunMs);
  }

  /** What was collected, in order of time. */
  timeline(prober: string, clocks: readonly ClockEstimate[]): Timeline {
    return {
      prober,
      clocks,
      probes: withGaps([...this.#probes.values()].sort((a, b) => a.sequence - b.sequence)),
      holding: inOrder(this.#holding),
      vrrp: inOrder(this.#vrrp),
      daemon: inOrder(this.#daemon),
      binding: [],
      markers: inOrder(this.#markers),
    };
  }
}

function inOrder<T extends { readonly atMs: number }>(events: readonly T[]): readonly T[] {
  return [...events].sort((a, b) => a.atMs - b.atMs);
}

/** A number that ping never spoke of (it could not send) was lost too, at some time between its neighbours. */
function withGaps(samples: readonly ProbeSample[]): readonly ProbeSample[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    const missing = before === undefined ? 0 : sample.sequence - before.sequence - 1;
    if (before === undefined || missing <= 0) return [sample];
    const stepMs = (sample.atMs - before.atMs) / (missing + 1);
    const lost = Array.from({ length: missing }, (_, nth) => ({
      sequence: before.sequence + nth + 1,
      atMs: before.atMs + stepMs * (nth + 1),
      rttMs: null,
    }));
    return [...lost, sample];
  });
}
