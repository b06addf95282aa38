import type { Connection } from '../../connection/connection.ts';
import { type Outcome, success } from '../../core/outcome.ts';
import type { Target } from '../../core/ssh/target.ts';

/** Sessions that stay open at once; beyond that a host is connected to anew. */
const MOST = 100;

/** A host is looked at and changed over one session: who looks closes it, and it is still there for who changes. */
export class KeptConnections {
  readonly #open: (target: Target) => Promise<Outcome<Connection>>;
  readonly #kept = new Map<string, Connection>();
  #isOver = false;

  constructor(open: (target: Target) => Promise<Outcome<Connection>>) {
    this.#open = open;
  }

  readonly connect = async (target: Target): Promise<Outcome<Connection>> => {
    const known = this.#kept.get(target.name);
    this.#kept.delete(target.name);
    if (known !== undefined) {
      // It may have waited for minutes until its host's turn.
      const alive = await known.run(':', { label: 'looking whether the session is still there' });
      if (alive.ok) return success(this.#lent(known));
      await known.close();
    }
    const opened = await this.#open(target);
    return opened.ok ? success(this.#lent(opened.value)) : opened;
  };

  /** Closes all that are left. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#kept.values()].map((each) => each.close()));
  }

  #lent(inner: Connection): Connection {
    const before = inner.roundTrips;
    const { host } = inner;
    return {
      host,
      get roundTrips() {
        return inner.roundTrips - before;
      },
      run: (program, options) => inner.run(program, options),
      stream: (program, options) => inner.stream(program, options),
      upload: (content, destination, mode) => inner.upload(content, destination, mode),
      ...(inner.renew && { renew: () => inner.renew?.() ?? Promise.resolve(success(undefined)) }),
      close: async () => {
        if (this.#isOver || this.#kept.has(host) || this.#kept.size >= MOST) await inner.close();
        else this.#kept.set(host, inner);
      },
    };
  }
}
