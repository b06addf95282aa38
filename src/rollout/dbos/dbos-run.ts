import type { Control } from '../context.ts';
import type { KeptEvent, Run } from '../engine.ts';
import type { Ending } from '../roll-out.ts';
import type { Store } from './store/store.ts';
import { asked } from './watch.ts';

/** A rollout on PostgreSQL, as anybody sees it who can reach the server. */
export class DbosRun implements Run {
  readonly id: string;
  readonly #store: Store;
  readonly #signal: AbortSignal;

  constructor(id: string, store: Store, signal: AbortSignal) {
    this.id = id;
    this.#store = store;
    this.#signal = signal;
  }

  async result(): Promise<Ending> {
    const ending = await asked(this.#signal, () => this.#store.ending(this.id));
    if (ending === undefined) throw new Error(`the rollout ${this.id} is no longer watched`);
    return ending;
  }

  async *events(from = 1): AsyncIterable<KeptEvent> {
    for (let at = from; ; ) {
      const batch = await asked(this.#signal, async () => {
        // In this order: an ending has all events before it.
        const isOver = (await this.#store.ending(this.id)) !== undefined;
        const events = await this.#store.events(this.id, at);
        return events.length > 0 || isOver ? events : undefined;
      });
      if (batch === undefined || batch.length === 0) return;
      yield* batch;
      at = (batch.at(-1)?.number ?? at) + 1;
    }
  }

  pause(): Promise<void> {
    return this.#store.setControl(this.id, 'pause');
  }

  resume(): Promise<void> {
    return this.#store.setControl(this.id, 'run');
  }

  cancel(): Promise<void> {
    return this.#store.setControl(this.id, 'cancel');
  }

  answer(name: string, yes: boolean): Promise<void> {
    return this.#store.answer(this.id, name, yes);
  }

  control(): Promise<Control> {
    return this.#store.control(this.id);
  }
}
