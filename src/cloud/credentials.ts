import type { Outcome } from '../core/outcome.ts';
import type { Secret } from '../core/secret.ts';

/** What a request is signed with. */
export interface CloudKeys {
  readonly id: Secret;
  readonly key: Secret;
  /** Of temporary keys. */
  readonly token?: Secret;
}

/** Keys from one source; those of a machine's role change while a run lasts. */
export interface CloudCredentials {
  readonly provider: 'tencent';
  /** Where they come from, for people: `~/.tencentcloud/credentials`. */
  readonly origin: string;
  /** The keys that are valid now. */
  current(): Promise<Outcome<CloudKeys>>;
}

/** Where credentials may be; the environment and the files are the caller's to read. */
export interface CredentialWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** The text of a file, undefined where there is none; throws what `readFile` throws otherwise. */
  readonly readText: (path: string) => Promise<string | undefined>;
  readonly fetch: typeof fetch;
  /** The date and time of day. */
  readonly now: () => Date;
  /** Told every secret before it is used, those that come later included. */
  readonly onSecret: (secret: Secret) => void;
}
