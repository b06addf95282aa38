import type { Secret } from '../secret.ts';

/** Algorithms as ssh_config lists them: with commas, and `+`, `-` or `^` ahead of a change to the usual ones. */
export interface SshAlgorithms {
  readonly ciphers?: string;
  readonly macs?: string;
  readonly kex?: string;
  readonly hostKeys?: string;
}

/** What may be set for the session with a jump host, too. */
export interface SessionOptions {
  /** What ssh's configuration knows the machine by, where that is not its address. */
  readonly configuredAs?: string;
  /** The name that the host key is known by, instead of the address. */
  readonly hostKeyAlias?: string;
  readonly algorithms?: SshAlgorithms;
  /** The only kind of address to connect to. */
  readonly addressFamily?: 4 | 6;
  /** The address of this machine to connect from. */
  readonly bindAddress?: string;
  /** How often a TCP connection is tried, a second apart, within the time for all of a connect. */
  readonly connectionAttempts?: number;
  /** A command whose standard input and output lead to the machine, with ssh_config's tokens; `none` for none. */
  readonly proxyCommand?: string;
  /** Paths of known_hosts files; default `~/.ssh/known_hosts` and `/etc/ssh/ssh_known_hosts`, for a jump host the target's. */
  readonly userKnownHostsFiles?: readonly string[];
  readonly globalKnownHostsFiles?: readonly string[];
  /** For a jump host, the target's where it has none of its own. */
  readonly strictHostKeyChecking?: 'yes' | 'accept-new' | 'no';
}

/** What ssh's arguments and its configuration say of a machine, as far as the built-in SSH honours it. */
export interface SshOptions extends SessionOptions {
  readonly identityFiles?: readonly string[];
  /** Tried where they are there, instead of the usual keys. */
  readonly usualIdentityFiles?: readonly string[];
  /** Log in with the keys that are named, and not with all of the agent's. */
  readonly identitiesOnly?: boolean;
  /** Socket of the agent instead of `SSH_AUTH_SOCK`, which it may also be; `none` for no agent. */
  readonly identityAgent?: string;
  /** `user`, `hostName`, `port`: where the inventory has no better one. */
  readonly user?: string;
  readonly hostName?: string;
  readonly port?: number;
  /** Jump hosts in the order they are passed. */
  readonly proxyJump?: readonly JumpHost[];
  /** ssh's configuration to go by, instead of `~/.ssh/config`; `none` for none. */
  readonly configFile?: string;
  /** Whether programs on the machine may use the agent here, or the socket of another. */
  readonly forwardAgent?: boolean | string;
  /** Seconds for all of a connect, where no option of ours says otherwise. */
  readonly connectTimeoutSeconds?: number;
  /** Seconds between keepalives, and how many may stay unanswered. */
  readonly keepaliveSeconds?: number;
  readonly keepaliveMisses?: number;
  /** Methods of logging in, best first; others are not tried. */
  readonly preferredLogins?: readonly string[];
  /** Methods that are turned on or off. */
  readonly logins?: Readonly<Record<string, boolean>>;
  /** Kerberos is allowed where there is nothing else to log in with. */
  readonly mayUseGssapi?: boolean;
  /** An option that only the system's ssh can honour. */
  readonly needsOpenSsh?: string;
  /** Words for the system's ssh, where that is what connects: options that only it knows, or that only tune it. */
  readonly asGiven?: readonly string[];
}

/** One `[user@]host[:port]` of ProxyJump. */
export interface JumpHost extends SessionOptions {
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
