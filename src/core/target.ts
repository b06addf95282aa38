import type { Secret } from './secret.ts';

/** The part of `ansible_ssh_common_args` that is honoured; anything else in it is a problem. */
export interface SshOptions {
  /** Paths of known_hosts files; default `~/.ssh/known_hosts` and `/etc/ssh/ssh_known_hosts`. */
  readonly userKnownHostsFiles?: readonly string[];
  readonly strictHostKeyChecking?: 'yes' | 'accept-new' | 'no';
  readonly identityFiles?: readonly string[];
  /** Tried where they are there, instead of the usual keys. */
  readonly usualIdentityFiles?: readonly string[];
  readonly port?: number;
  /** Jump hosts in the order they are passed. */
  readonly proxyJump?: readonly JumpHost[];
  /** A command whose standard input and output lead to the machine, with ssh_config's tokens. */
  readonly proxyCommand?: string;
  /** The name that the host key is known by, instead of the address. */
  readonly hostKeyAlias?: string;
  /** ssh's configuration to go by, instead of `~/.ssh/config`; `none` for none. */
  readonly configFile?: string;
  /** Whether programs on the machine may use the agent here. */
  readonly forwardAgent?: boolean;
  /** An option that only the system's ssh can honour. */
  readonly needsOpenSsh?: string;
  /** Words for the system's ssh, where that is what connects: options that only it knows, or that only tune it. */
  readonly asGiven?: readonly string[];
}

/** One `[user@]host[:port]` of ProxyJump. */
export interface JumpHost {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
}

/** How commands become another user on the target. */
export interface Become {
  readonly method: 'sudo' | 'su' | 'doas';
  readonly user: string;
  readonly password?: Secret;
  /** The program, where it is not found by its name; may bring words of its own. */
  readonly exe?: string;
  /** Its options instead of the usual ones. */
  readonly flags?: string;
}

/** How a machine is reached: what the inventory's `ansible_…` variables say, resolved. */
export interface Target {
  /** The inventory's name for the host. */
  readonly name: string;
  readonly via: 'ssh' | 'openssh' | 'local' | 'docker' | 'podman';
  readonly address: string;
  readonly port: number;
  /** Login name; default the local user's. */
  readonly user?: string;
  /** What is only a default, and ssh's configuration may say otherwise. */
  readonly unsaid?: { readonly user?: true; readonly port?: true };
  readonly password?: Secret;
  readonly privateKeyFile?: string;
  readonly ssh: SshOptions;
  /** Words for `docker` or `podman` ahead of `exec`. */
  readonly engineWords?: readonly string[];
  /** Further attempts to connect where the first fails for what may pass; default none. */
  readonly connectRetries?: number;
  readonly become?: Become;
}
