import type { Outcome } from '../../../core/outcome.ts';
import { Secret } from '../../../core/secret.ts';
import type { CloudCredentials, CloudKeys, CredentialWorld } from '../../credentials.ts';

/** One place that may hold keys. */
export interface CredentialSource {
  /** For people, in the list of what was looked at. */
  readonly name: string;
  /** Undefined where it holds none, a problem where it is broken. */
  find(world: CredentialWorld): Promise<Outcome<CloudCredentials | undefined>>;
}

/** Keys as text. */
export interface PlainKeys {
  readonly id: string;
  readonly key: string;
  /** Empty or undefined for lasting keys. */
  readonly token: string | undefined;
}

/** Keys that stay as they are for the whole run. */
export function fixedCredentials(origin: string, keys: CloudKeys): CloudCredentials {
  return { provider: 'tencent', origin, current: async () => ({ ok: true, value: keys }) };
}

/** Makes secrets of keys, and makes them known. */
export function secretKeys(plain: PlainKeys, { onSecret }: Pick<CredentialWorld, 'onSecret'>): CloudKeys {
  const [id, key] = [new Secret(plain.id), new Secret(plain.key)];
  const token = plain.token === undefined || plain.token === '' ? undefined : new Secret(plain.token);
  for (const secret of token === undefined ? [id, key] : [id, key, token]) onSecret(secret);
  return { id, key, ...(token === undefined ? {} : { token }) };
}
