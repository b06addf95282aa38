import type { Clock } from '../../../core/clock.ts';
import type { Problem } from '../../../core/problem.ts';
import type { BindingSource } from '../types.ts';
import type { Observe } from './observation.ts';

/** Asks the cloud again and again where it sends the address, and tells what has changed. */
export class BindingWatch {
  #stopped = false;
  #wake: () => void = () => {};
  readonly #ended: Promise<void>;

  /** @param onTrouble called once when the cloud could not be asked; it is asked again all the same */
  constructor(
    source: BindingSource,
    options: {
      readonly clock: Clock;
      readonly observe: Observe;
      readonly onTrouble: (problems: readonly Problem[]) => void;
    },
  ) {
    this.#ended = this.#watch(source, options);
  }

  /** Settles when nothing is asked any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#ended;
  }

  async #watch(
    source: BindingSource,
    { clock, observe, onTrouble }: ConstructorParameters<typeof BindingWatch>[1],
  ): Promise<void> {
    let known: string | null | undefined;
    let troubled = false;
    while (!this.#stopped) {
      const atMs = clock.monotonicMs();
      const looked = await source.look();
      // What it said before may have changed by the time that it says nothing.
      const node = looked.ok ? looked.value.node : undefined;
      if (node !== known) observe({ kind: 'binding', node, atMs });
      known = node;
      if (!looked.ok && !troubled) {
        troubled = true;
        onTrouble(looked.problems);
      }
      if (!this.#stopped) await this.#pause(source.intervalMs);
    }
  }

  /** Ended early by `stop`. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
