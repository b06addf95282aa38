import type { Connection, ConnectOptions } from '../../connection/connection.ts';
import type { EventSink } from '../../core/events/event.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Target } from '../../core/ssh/target.ts';
import { printable } from '../../core/text/printable.ts';
import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options/options.ts';
import type { Tracing } from '../trace/tracing.ts';

/** Opens connections as the options and the person's environment say. */
export type Connector = (target: Target) => Promise<Outcome<Connection>>;

export interface LoadedConnector {
  readonly connect: Connector;
  readonly loaded: Promise<unknown>;
  /** Where it goes what a person should know of a connection, once for each host; standard error until then. */
  readonly tellNotes: (sink: EventSink) => void;
}

/** Loads the SSH library while other things are done, and gives what connects once it is there. */
export async function loadConnector(
  context: CommandContext,
  options: Pick<CommonOptions, 'acceptNewHostKeys' | 'connectTimeout' | 'connectTimeoutSaid'>,
  tracing: Outcome<Tracing>,
): Promise<LoadedConnector> {
  const { connect, connectRenewable, preloadSsh } = await import('../../connection/index.ts');
  const { SSH_AUTH_SOCK: agentSocket = '' } = context.environment;
  const { onNote, tellNotes } = notesOf(context);
  const settings = {
    onNote,
    signal: context.interrupted,
    homeDirectory: context.homeDirectory,
    localUser: context.localUser,
    connectTimeoutMs: options.connectTimeout * 1000,
    connectTimeoutIsSaid: options.connectTimeoutSaid === true,
    acceptNewHostKeys: options.acceptNewHostKeys === true,
    environment: context.environment,
    askOnce: remembering(),
    ...(agentSocket === '' ? {} : { agentSocket }),
  };
  const connectTo: Connector = (target) => connectRenewable(() => connect(target, settings));
  const loaded = preloadSsh();
  const { trace } = tracing.ok ? tracing.value : {};
  if (trace === undefined) return { connect: connectTo, loaded, tellNotes };
  const { connectTraced } = await import('../../connection/traced.ts');
  return {
    connect: (target) => connectTraced(target.name, () => connectTo(target), trace, context.clock),
    loaded,
    tellNotes,
  };
}

/** Remembers what was asked for all hosts. */
function remembering(): NonNullable<ConnectOptions['askOnce']> {
  const asked = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = asked.get(key);
    if (known !== undefined) return known as Promise<T>;
    const begun = work();
    asked.set(key, begun);
    return begun;
  };
}

/** Each host's note is told once, wherever notes go at that time. */
function notesOf(context: CommandContext) {
  const told = new Set<string>();
  let sink: EventSink = (event) => {
    if (event.type === 'notice')
      context.err(`note ${printable(event.host ?? '')}: ${printable(event.text)}\n`);
  };
  return {
    onNote: (host: string, text: string): void => {
      if (told.has(host)) return;
      told.add(host);
      sink({ type: 'notice', host, text });
    },
    tellNotes: (other: EventSink): void => {
      sink = other;
    },
  };
}
