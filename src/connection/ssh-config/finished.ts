import type { SshOptions, Target } from '../../core/ssh/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { type Around, aroundOf, fillPath } from './tokens.ts';

/** A target with what ssh's configuration says where the inventory says nothing. */
export interface Configured {
  readonly target: Target;
  readonly options: ConnectOptions;
}

/** What arguments or configuration say in the place of options; paths are filled in. */
export function finished(target: Target, options: ConnectOptions): Configured {
  const { ssh } = target;
  const { connectTimeoutSeconds: connect = 0, keepaliveSeconds: alive = 0, keepaliveMisses } = ssh;
  const { identityAgent: agent, identitiesOnly } = ssh;
  const names = {
    host: target.address,
    original: ssh.configuredAs ?? target.address,
    alias: ssh.hostKeyAlias,
  };
  const around = aroundOf({ ...names, port: target.port, user: target.user ?? '' }, options);
  const { agentSocket: _, ...withoutAgent } = options;
  const own = agent === undefined || agent === 'SSH_AUTH_SOCK';
  const socket = own || agent === 'none' ? undefined : socketOf(agent, around);
  return {
    target: { ...target, ssh: filledIn(ssh, around) },
    options: {
      ...(own ? options : withoutAgent),
      ...(connect > 0 && options.connectTimeoutIsSaid !== true ? { connectTimeoutMs: connect * 1000 } : {}),
      ...(alive > 0 ? { keepaliveIntervalMs: alive * 1000 } : {}),
      ...(keepaliveMisses === undefined ? {} : { keepaliveMisses }),
      ...(socket === undefined ? {} : { agentSocket: socket }),
      ...(identitiesOnly === true ? { identitiesOnly } : {}),
    },
  };
}

function filledIn({ proxyCommand, ...ssh }: SshOptions, around: Around): SshOptions {
  const { identityFiles, forwardAgent } = ssh;
  return {
    ...ssh,
    ...(proxyCommand === undefined || proxyCommand.toLowerCase() === 'none' ? {} : { proxyCommand }),
    ...(identityFiles === undefined
      ? {}
      : { identityFiles: identityFiles.map((path) => fillPath(path, around)) }),
    ...(typeof forwardAgent === 'string' ? { forwardAgent: socketOf(forwardAgent, around) ?? true } : {}),
  };
}

/** A path, or `$NAME` of the environment. */
function socketOf(said: string, around: Around): string | undefined {
  return said.startsWith('$') && !said.startsWith('${')
    ? around.environment?.[said.slice(1)]
    : fillPath(said, around);
}
