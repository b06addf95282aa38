import type { Connection } from '../connection/connection.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { CommandContext } from './context.ts';
import type { CommonOptions } from './options.ts';
import type { Tracing } from './trace/tracing.ts';

/** Opens connections as the options and the person's environment say. */
export type Connector = (target: Target) => Promise<Outcome<Connection>>;

/** Loads the SSH library while other things are done, and gives what connects once it is there. */
export async function loadConnector(
  context: CommandContext,
  options: Pick<CommonOptions, 'acceptNewHostKeys' | 'connectTimeout'>,
  tracing: Outcome<Tracing>,
): Promise<{ readonly connect: Connector; readonly loaded: Promise<unknown> }> {
  const { connect, connectRenewable, preloadSsh } = await import('../connection/index.ts');
  const { SSH_AUTH_SOCK: agentSocket } = context.environment;
  const settings = {
    homeDirectory: context.homeDirectory,
    localUser: context.localUser,
    connectTimeoutMs: options.connectTimeout * 1000,
    acceptNewHostKeys: options.acceptNewHostKeys === true,
    ...(agentSocket === undefined ? {} : { agentSocket }),
  };
  const connectTo: Connector = (target) => connectRenewable(() => connect(target, settings));
  const loaded = preloadSsh();
  const { trace } = tracing.ok ? tracing.value : {};
  if (trace === undefined) return { connect: connectTo, loaded };
  const { connectTraced } = await import('../connection/traced.ts');
  return {
    connect: (target) => connectTraced(target.name, () => connectTo(target), trace, context.clock),
    loaded,
  };
}
