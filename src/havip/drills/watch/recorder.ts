import type {
  Change,
  ClockEstimate,
  CloudBindingChange,
  Marker,
  Timeline,
  VrrpState,
} from '../../../core/events/timeline.ts';
import type { Observation } from './observation.ts';
import { ProbeSamples } from './probe-samples.ts';
import { holders, type Situation } from './situation.ts';

/** How the address was probed. */
interface Probed {
  readonly prober: string;
  readonly intervalMs: number;
  readonly clocks: readonly ClockEstimate[];
}

/** Collects the observations of one drill. */
export class Recorder {
  readonly #probes = { address: new ProbeSamples(), service: new ProbeSamples(), public: new ProbeSamples() };
  readonly #probed: Pick<Situation, 'service' | 'public'>;
  readonly #holding: Change<boolean>[] = [];
  readonly #vrrp: Change<VrrpState>[] = [];
  readonly #daemon: Change<boolean>[] = [];
  readonly #binding: CloudBindingChange[] = [];
  readonly #markers: Marker[] = [];
  readonly #begunMs: number;

  /** Begins with what is known already, as if it had all just been seen. */
  constructor(situation: Situation, atMs: number) {
    this.#begunMs = atMs;
    this.#probed = situation;
    const holding = new Set(holders(situation));
    for (const [node, { vrrp, daemon }] of Object.entries(situation.nodes)) {
      this.#holding.push({ atMs, node, value: holding.has(node) });
      this.#vrrp.push({ atMs, node, value: vrrp });
      this.#daemon.push({ atMs, node, value: daemon ?? false });
    }
    if (situation.binding !== undefined) this.#binding.push({ atMs, node: situation.binding });
    this.#markers.push({ atMs, name: 'begun' });
  }

  record(seen: Observation): void {
    switch (seen.kind) {
      case 'answered':
      case 'unanswered':
        this.#probes[seen.series ?? 'address'].record(seen);
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
      case 'binding':
        this.#binding.push({ atMs: this.#since(seen.atMs), node: seen.node });
        return;
      case 'lost':
        // Nobody says that it holds the address any more; where it does, that is seen when it is heard again.
        this.#holding.push({ atMs: seen.atMs, node: seen.node, value: false });
        this.#vrrp.push({ atMs: seen.atMs, node: seen.node, value: 'unknown' });
        return;
      case 'marker':
        this.#markers.push({ atMs: seen.atMs, name: seen.name });
        return;
      case 'card':
      case 'heard':
      case 'late':
      // What they say of the drill, the session and its situation know.
    }
  }

  /** What is told late, but happened before the beginning, holds from the beginning. */
  #since(atMs: number): number {
    return Math.max(atMs, this.#begunMs);
  }

  /** What was collected, in order of time. */
  timeline({ prober, intervalMs, clocks }: Probed): Timeline {
    const { address, service, public: open } = this.#probes;
    return {
      prober,
      intervalMs,
      clocks,
      probes: address.samples(),
      ...(this.#probed.service && { service: service.samples() }),
      ...(this.#probed.public && { public: open.samples() }),
      holding: inOrder(this.#holding),
      vrrp: inOrder(this.#vrrp),
      daemon: inOrder(this.#daemon),
      binding: inOrder(this.#binding),
      markers: inOrder(this.#markers),
    };
  }
}

/** The same events, the earliest first. */
export function inOrder<T extends { readonly atMs: number }>(events: readonly T[]): readonly T[] {
  return [...events].sort((a, b) => a.atMs - b.atMs);
}
