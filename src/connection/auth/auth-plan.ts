import type { Secret } from '../../core/secret.ts';
import type { SshOptions } from '../../core/ssh/target.ts';
import type { Identities, Identity } from './identities.ts';

/** One way to prove who we are. */
export type AuthAttempt =
  | { readonly method: 'publickey'; readonly identity: Identity }
  | { readonly method: 'agent'; readonly socket: string }
  | { readonly method: 'password'; readonly password: Secret }
  | { readonly method: 'keyboard-interactive'; readonly password: Secret };

/** What there is to log in with. */
export interface Credentials
  extends Pick<Identities, 'named' | 'usual'>,
    Pick<SshOptions, 'preferredLogins' | 'logins'> {
  readonly agentSocket: string | undefined;
  readonly password: Secret | undefined;
}

/**
 * The attempts of one login in order: what the inventory names first, so that sshd's MaxAuthTries (6) is not
 * used up by keys that happen to lie around. `none` is never tried: it costs a round trip.
 */
export class AuthPlan {
  readonly #waiting: AuthAttempt[];
  readonly #tried: string[] = [];
  #offered: readonly string[] = [];

  constructor(credentials: Credentials) {
    const { named, usual, agentSocket, password, preferredLogins, logins = {} } = credentials;
    const keys = (identities: readonly Identity[]): AuthAttempt[] =>
      identities.map((identity) => ({ method: 'publickey', identity }));
    const all: AuthAttempt[] = [
      ...keys(named),
      ...(password === undefined
        ? []
        : [{ method: 'password', password } as const, { method: 'keyboard-interactive', password } as const]),
      ...(agentSocket === undefined ? [] : [{ method: 'agent', socket: agentSocket } as const]),
      ...keys(usual),
    ];
    const rank = (attempt: AuthAttempt): number => preferredLogins?.indexOf(sshMethod(attempt)) ?? 0;
    this.#waiting = all
      .filter((attempt) => logins[sshMethod(attempt)] !== false && rank(attempt) >= 0)
      .sort((a, b) => rank(a) - rank(b));
  }

  /** What was tried, for messages. */
  get tried(): readonly string[] {
    return this.#tried;
  }

  /** The methods that the server said it takes; empty before its first answer. */
  get offered(): readonly string[] {
    return this.#offered;
  }

  /** The next attempt that the server would look at; undefined when there is none left. */
  next(offered: readonly string[] | null): AuthAttempt | undefined {
    if (offered !== null) this.#offered = offered;
    for (let attempt = this.#waiting.shift(); attempt !== undefined; attempt = this.#waiting.shift()) {
      if (!this.#isTaken(attempt)) continue;
      this.#tried.push(describe(attempt));
      return attempt;
    }
    return undefined;
  }

  #isTaken(attempt: AuthAttempt): boolean {
    const { method } = attempt;
    if (this.#offered.length === 0) return method !== 'keyboard-interactive';
    // A server that takes passwords has just refused this one; asking again in another way is one more failure.
    if (method === 'keyboard-interactive' && this.#offered.includes('password')) return false;
    return this.#offered.includes(sshMethod(attempt));
  }
}

/** SSH's own name of a method. */
function sshMethod({ method }: AuthAttempt): string {
  return method === 'agent' ? 'publickey' : method;
}

function describe(attempt: AuthAttempt): string {
  switch (attempt.method) {
    case 'publickey':
      return `key ${attempt.identity.path}`;
    case 'agent':
      return `keys of the agent at ${attempt.socket}`;
    case 'password':
      return 'password';
    case 'keyboard-interactive':
      return 'password (keyboard-interactive)';
  }
}
