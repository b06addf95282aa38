import type { Secret } from './secret.ts';

/** The part of `ansible_ssh_common_args` that is honoured; anything else in it is a problem. */
export interface SshOptions {
  /** Paths of known_hosts files; default `~/.ssh/known_hosts` and `/etc/ssh/ssh_known_hosts`. */
  readonly userKnownHostsFiles?: readonly string[];
  readonly strictHostKeyChecking?: 'yes' | 'accept-new' | 'no';
  readonly identityFiles?: readonly string[];
  readonly port?: number;
  /** Jump hosts in the order they are passed. */
  readonly proxyJump?: readonly JumpHost[];
}

/** One `[user@]host[:port]` of ProxyJump. */
export interface JumpHost {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
}

/** How commands become another user on the target. */
export interface Become {
  readonly method: 'sudo';
  readonly user: string;
  readonly password?: Secret;
}

/** How a machine is reached: what the inventory's `ansible_…` variables say, resolved. */
export interface Target {
  /** The inventory's name for the host. */
  readonly name: string;
  readonly via: 'ssh' | 'local';
  readonly address: string;
  readonly port: number;
  /** Login name; default the local user's. */
  readonly user?: string;
  readonly password?: Secret;
  readonly privateKeyFile?: string;
  readonly ssh: SshOptions;
  readonly become?: Become;
}
