import type { Clock } from '../../../core/clock.ts';
import type { Problem } from '../../../core/problem.ts';
import type { BindingSource } from '../types.ts';
import type { Observe } from './observation.ts';

/** An answer that takes longer tells nothing of how things are now; milliseconds. */
const PATIENCE_MS = 3_000;

/** Asks the cloud again and again where it sends the address, and tells what has changed. */
export class BindingWatch {
  #stop: () => void = () => {};
  readonly #stopped = new Promise<undefined>((resolve) => {
    this.#stop = () => resolve(undefined);
  });
  readonly #ended: Promise<void>;

  /** @param onTrouble called once when the cloud did not answer, or not in time; it is asked again all the same */
  constructor(
    source: BindingSource,
    options: {
      readonly clock: Clock;
      readonly observe: Observe;
      readonly onTrouble: (problems: readonly Problem[]) => void;
      /** Milliseconds. */
      readonly patienceMs?: number;
    },
  ) {
    this.#ended = this.#watch(source, options);
  }

  /** Settles when nothing is told any more; an answer that is still on its way is not waited for. */
  async stop(): Promise<void> {
    this.#stop();
    await this.#ended;
  }

  async #watch(
    source: BindingSource,
    { clock, observe, onTrouble, patienceMs = PATIENCE_MS }: ConstructorParameters<typeof BindingWatch>[1],
  ): Promise<void> {
    let known: string | null | undefined;
    let troubled = false;
    const tell = (node: string | null | undefined, atMs: number) => {
      if (node !== known) observe({ kind: 'binding', node, atMs });
      known = node;
    };
    const complain = (problems: readonly Problem[]) => {
      if (!troubled) onTrouble(problems);
      troubled = true;
    };
    for (;;) {
      const atMs = clock.monotonicMs();
      const asked = source.look();
      let looked = await this.#within(patienceMs, asked);
      if (looked === 'late') {
        // What it said before may have changed by the time that it says nothing.
        tell(undefined, atMs);
        const summary = `no answer within ${patienceMs / 1000} s`;
        complain([{ code: 'cloud.unreachable', summary }]);
        looked = await Promise.race([asked, this.#stopped]);
      }
      if (looked === undefined) return;
      tell(looked.ok ? looked.value.node : undefined, atMs);
      if (!looked.ok) complain(looked.problems);
      if ((await this.#within(source.intervalMs)) === undefined) return;
    }
  }

  /** What a promise comes to, `late` where that takes longer, or undefined where nothing is asked any more. */
  async #within<T = never>(milliseconds: number, promise?: Promise<T>): Promise<T | 'late' | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), milliseconds);
    });
    const first = await Promise.race([this.#stopped, late, ...(promise === undefined ? [] : [promise])]);
    clearTimeout(timer);
    return first;
  }
}
