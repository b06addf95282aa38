import type { Problem } from '../../core/problem.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { fingerprint, judgeHostKey } from './host-key.ts';
import { hostKeyProblem } from './host-key-problem.ts';
import { keyTypeOf } from './known-hosts.ts';
import { rememberHostKey } from './known-hosts-file.ts';
import type { KnownKeys } from './known-keys.ts';

/** Decides whether a machine is the one that we know. */
export class HostKeyGuard {
  readonly #known: KnownKeys;
  readonly #acceptsNew: boolean;
  readonly #userFile: string | undefined;

  constructor(
    known: KnownKeys,
    policy: {
      /** Take the key of a host that is not known; never that of one whose key has changed. */
      readonly acceptsNew: boolean;
      /** Where an accepted key is kept. */
      readonly userFile: string | undefined;
    },
  ) {
    this.#known = known;
    this.#acceptsNew = policy.acceptsNew;
    this.#userFile = policy.userFile;
  }

  get known(): KnownKeys {
    return this.#known;
  }

  /** Why a key is refused; undefined for one that is known, or was unknown and is now remembered. */
  async check(peer: Peer, address: string, port: number, key: Buffer): Promise<Problem | undefined> {
    const verdict = judgeHostKey(this.#known, address, port, key);
    const problem = hostKeyProblem(
      peer,
      { address, port, key: { type: keyTypeOf(key), fingerprint: fingerprint(key) } },
      verdict,
    );
    if (verdict.kind !== 'unknown' || !this.#acceptsNew || this.#userFile === undefined) return problem;
    try {
      await rememberHostKey(this.#userFile, address, port, key);
      return undefined;
    } catch (error) {
      return unwritableProblem(peer, this.#userFile, error);
    }
  }
}

/** A new key is taken only where it is kept. */
export function unwritableProblem(peer: Peer, file: string, error: unknown): Problem {
  return hostProblem(peer, 'connection.known-hosts-unwritable', {
    summary: `cannot remember the new host key in ${file}`,
    detail: `${String(error)}. A key that is not kept could not be told from a changed one next time.`,
    fix: 'make the file writable, or name another with -o UserKnownHostsFile',
  });
}
