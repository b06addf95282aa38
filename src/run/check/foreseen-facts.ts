import type { ConvergePlay } from '../../api/types.ts';
import type { Host } from '../../inventory/types.ts';
import { type Fact, isAskedAtOnce } from '../../resources/fact.ts';

/**
 * Facts that the steps of a play will ask for, where they do not depend on the machine: the check of a request has
 * made those steps, and a playbook's code need not be called for them once more.
 */
export class ForeseenFacts {
  readonly #facts = new Map<ConvergePlay, Map<Host, readonly Fact<unknown>[]>>();

  note(play: ConvergePlay, host: Host, facts: readonly Fact<unknown>[]): void {
    const ofPlay = this.#facts.get(play) ?? new Map<Host, readonly Fact<unknown>[]>();
    this.#facts.set(play, ofPlay.set(host, facts.filter(isAskedAtOnce)));
  }

  /** Gives them once: what a run of thousands has read is not kept. */
  take(play: ConvergePlay, host: Host): readonly Fact<unknown>[] | undefined {
    const facts = this.#facts.get(play)?.get(host);
    this.#facts.get(play)?.delete(host);
    return facts;
  }
}
