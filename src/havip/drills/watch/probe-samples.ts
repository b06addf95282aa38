import type { ProbeSample } from '../../../core/events/timeline.ts';
import type { Observation } from './observation.ts';

type Probe = Extract<Observation, { readonly kind: 'answered' | 'unanswered' }>;

/** Collects one series of probes. */
export class ProbeSamples {
  readonly #samples = new Map<number, ProbeSample>();

  record(seen: Probe): void {
    const { sequence } = seen;
    const known = this.#samples.get(sequence);
    if (seen.kind === 'unanswered') {
      if (known === undefined) this.#samples.set(sequence, { sequence, atMs: seen.sentMs, rttMs: null });
    } else if (known?.rttMs == null) {
      this.#samples.set(sequence, { sequence, atMs: seen.atMs, rttMs: seen.rttMs });
    }
  }

  /** In order of their numbers, with those that were never spoken of. */
  samples(): readonly ProbeSample[] {
    return withGaps([...this.#samples.values()].sort((a, b) => a.sequence - b.sequence));
  }
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
