import type { CallSite } from './call-site.ts';

/** Something that user code makes and has to hand over before it has any effect. */
export interface Made {
  /** In words: `"/etc/motd"`. */
  readonly what: string;
  readonly made: CallSite;
}

/** What user code has made while it was called, less what it has handed over. */
export class Taking {
  readonly #open = new Map<CallSite, Made>();

  /** Calls it; what it makes meanwhile is noted. */
  during<T>(work: () => T): T {
    const outer = current;
    current = this;
    try {
      return work();
    } finally {
      current = outer;
    }
  }

  made(made: Made): void {
    this.#open.set(made.made, made);
  }

  taken(made: CallSite | undefined): void {
    if (made !== undefined) this.#open.delete(made);
  }

  /** In the order in which they were made. */
  left(): readonly Made[] {
    return [...this.#open.values()];
  }
}

/** Code is called without a pause, so one is enough; undefined where lists are made and nothing is handed over. */
let current: Taking | undefined;

/** Notes what is made from user code. */
export function noteMade(what: string, made: CallSite): void {
  current?.made({ what, made });
}

/**
 * A generator that counts as handed over once it is asked for the first time.
 * @param inside what it is about, which is its own to hand over from now on
 */
export function takenWhenAsked<Y, R, N>(
  { what, made }: Made,
  generator: Generator<Y, R, N>,
  inside?: CallSite,
): Generator<Y, R, N> {
  current?.taken(inside);
  noteMade(what, made);
  return (function* (): Generator<Y, R, N> {
    current?.taken(made);
    return yield* generator;
  })();
}
