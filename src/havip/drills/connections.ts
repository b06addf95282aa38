import { randomBytes } from 'node:crypto';
import type { Connection } from '../../connection/connection.ts';
import type { ConnectionCounts, ConnectionsResult } from '../../core/events/document.ts';
import { quote } from '../../core/programs/shell.ts';
import { connectionsProgram } from './programs/connections.ts';
import type { DrillDeps, DrillSubject } from './types.ts';

/** Opening a hundred connections and a look at each, with a margin for a machine that is busy; milliseconds. */
const OPEN_TIMEOUT_MS = 15_000;
/** The idle ones are used once more and waited for. */
const FINISH_TIMEOUT_MS = 30_000;

/** Connections that are kept through the address while a drill goes on. */
export interface HeldConnections {
  /** Uses the idle ones once more, and tells what became of all; undefined where that is not known. */
  finish(): Promise<ConnectionsResult | undefined>;
}

/** Opens them on the machine that probes; undefined where none are wanted, or a notice says why there are none. */
export async function holdConnections(
  subject: DrillSubject,
  holder: string,
  deps: DrillDeps,
): Promise<HeldConnections | undefined> {
  const { connections: count = 0, service, addresses, nodes } = subject;
  const prober = subject.prober ?? nodes.find(({ name }) => name !== holder);
  const [address] = addresses;
  if (count === 0 || service === undefined || prober === undefined || address === undefined) return undefined;
  const finish = `/tmp/havip-connections-${randomBytes(12).toString('hex')}`;
  const program = connectionsProgram({ target: service, address, count, finish });
  const held = stream(prober.connection, program);
  const opened = await within(held.opened, OPEN_TIMEOUT_MS);
  if (opened === undefined || opened === 0) {
    held.stop();
    const text = `${subject.cluster}: no connection through ${address} could be kept from ${prober.name}`;
    deps.onEvent?.({ type: 'notice', host: prober.name, text });
    return undefined;
  }
  return {
    finish: async () => {
      await prober.connection.run(`: >${quote(finish)}`, { label: 'using idle connections' });
      const result = await within(held.result, FINISH_TIMEOUT_MS);
      held.stop();
      return result;
    },
  };
}

function stream(connection: Connection, program: string) {
  const counts: Partial<Record<string, ConnectionCounts>> = {};
  const opened = signal<number>();
  const result = signal<ConnectionsResult>();
  const { stop, ended } = connection.stream(program, {
    label: 'keeping connections',
    onLine: (line) => {
      const [mark, first = '', ...numbers] = line.split(' ');
      if (mark === 'O') opened.give(Number(first));
      if (mark !== 'R') return;
      const [all = 0, kept = 0, broken = 0, hung = 0, longestHangMs = 0] = numbers.map(Number);
      counts[first] = { opened: all, kept, broken, hung, longestHangMs };
      const { idle, busy } = counts;
      if (idle !== undefined && busy !== undefined) result.give({ idle, busy });
    },
  });
  // A program that has ended says no more.
  void ended.then(() => {
    opened.give(undefined);
    result.give(undefined);
  });
  return { opened: opened.given, result: result.given, stop };
}

/** A value that is given once. */
function signal<T>() {
  let give: (value: T | undefined) => void = () => undefined;
  const given = new Promise<T | undefined>((resolve) => {
    give = resolve;
  });
  return { given, give: (value: T | undefined) => give(value) };
}

async function within<T>(value: Promise<T | undefined>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  const first = await Promise.race([value, late]);
  clearTimeout(timer);
  return first;
}
