import { type Redactor, Secret } from '../../core/secret.ts';
import type { VariableMap } from '../tree/tree.ts';
import type { Variables } from '../types.ts';
import { ExactNumber, withPlainScalars } from '../values/exact-number.ts';
import { UnsafeText } from '../values/unsafe-text.ts';
import { SECRET_NAMES } from './ansible-variables.ts';

const SECRET_LIKE = /(?:^|_)(?:pass|password|passwd|passphrase|secret|token|api_?key|private_?key)$/i;

const KNOWN: ReadonlySet<string> = new Set([...SECRET_NAMES, 'auth_pass']);

/** Collects secrets, each value once, so that a fleet's shared password is one `Secret`. */
export interface SecretStore {
  secretOf(value: string): Secret;
  readonly secrets: readonly Secret[];
}

/** @param redactor is told each value when it first becomes known */
export function createSecretStore(redactor?: Pick<Redactor, 'add'>): SecretStore {
  const known = new Map<string, Secret>();
  return {
    secretOf(value) {
      const met = known.get(value);
      if (met !== undefined) return met;
      const secret = new Secret(value);
      known.set(value, secret);
      redactor?.add(secret);
      return secret;
    },
    get secrets() {
      return [...known.values()];
    },
  };
}

/** Plain values by name; what is known or named as a secret becomes a `Secret`. */
export function toPlain(variables: VariableMap, store: SecretStore): Variables {
  return Object.fromEntries(
    [...variables].map(([name, { value }]) => [name, withPlainScalars(closed(name, value, store))]),
  );
}

/** The same as the files have it, for a listing: numbers with their kind, and marks of what is no template. */
export function toListed(variables: VariableMap, store: SecretStore): Variables {
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, closed(name, value, store)]));
}

/** A name alone makes no secret of `max_token: 5`, or every 5 in the output would be masked. */
function isSecret(name: string, value: string | number): boolean {
  if (KNOWN.has(name)) return value !== '';
  return SECRET_LIKE.test(name) && typeof value === 'string' && value.length >= 4;
}

function closed(name: string, value: unknown, store: SecretStore): unknown {
  if (value instanceof UnsafeText && isSecret(name, value.text)) return store.secretOf(value.text);
  if (value instanceof ExactNumber && isSecret(name, value.text)) return store.secretOf(value.text);
  if (value instanceof Secret) return store.secretOf(value.reveal());
  if (typeof value === 'string' || typeof value === 'number') {
    return isSecret(name, value) ? store.secretOf(String(value)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => closed(name, item, store));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(key, inner, store)]));
}
