import type { Outcome } from '../core/outcome.ts';
import { success } from '../core/outcome.ts';
import type { CommandResult, Connection, RunOptions, Stream, StreamOptions } from './connection.ts';

/**
 * A connection that can be opened anew in its place, for a machine that was rebooted or cut off on purpose:
 * whoever holds it goes on with the new session. What ran over the old one stays lost.
 */
class RenewableConnection implements Connection {
  readonly host: string;
  readonly #open: () => Promise<Outcome<Connection>>;
  #current: Connection;
  #earlierRoundTrips = 0;
  #renewing: Promise<Outcome<void>> | undefined;
  #closed = false;

  constructor(first: Connection, open: () => Promise<Outcome<Connection>>) {
    this.host = first.host;
    this.#current = first;
    this.#open = open;
  }

  get roundTrips(): number {
    return this.#earlierRoundTrips + this.#current.roundTrips;
  }

  run(program: string, options?: RunOptions): Promise<Outcome<CommandResult>> {
    return this.#current.run(program, options);
  }

  stream(program: string, options: StreamOptions): Stream {
    return this.#current.stream(program, options);
  }

  upload(
    content: Uint8Array | { readonly path: string },
    destination: string,
    mode: number,
  ): Promise<Outcome<void>> {
    return this.#current.upload(content, destination, mode);
  }

  /** Those who ask at the same time share one attempt. */
  renew(): Promise<Outcome<void>> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#current.close();
  }

  async #renew(): Promise<Outcome<void>> {
    const opened = await this.#open();
    if (!opened.ok) return opened;
    const old = this.#current;
    this.#current = opened.value;
    this.#earlierRoundTrips += old.roundTrips;
    await old.close();
    if (this.#closed) await opened.value.close();
    return success(undefined);
  }
}

/** Opens a connection that can be renewed by the same means. */
export async function connectRenewable(
  open: () => Promise<Outcome<Connection>>,
): Promise<Outcome<Connection>> {
  const first = await open();
  return first.ok ? success(new RenewableConnection(first.value, open)) : first;
}
