import { type Redactor, Secret } from '../../core/secret.ts';
import type { VariableMap } from '../tree/tree.ts';
import type { Variables } from '../types.ts';
import { ExactNumber, withPlainScalars } from '../values/exact-number.ts';
import { UnsafeText } from '../values/unsafe-text.ts';
import { SECRET_NAMES } from './ansible-variables.ts';

const KNOWN: ReadonlySet<string> = new Set([...SECRET_NAMES, 'auth_pass']);

/** Names that end so hold secrets, in words apart (`db_password`, `dbPassword`) or run together (`dbpass`). */
const SECRET_END =
  /(?:pass|password|passwd|passphrase|secret|token|apikey|privatekey|secretkey|accesskey|credential)s?$/;

/** The same for words that mean something else at the end of others. */
const SECRET_WORD =
  /(?:^|_)(?:pw|pwd|psk|(?:api|private|secret|access|encryption|signing|shared|master)_key)s?$/;

/** Words that end like a secret and are none. */
const HARMLESS_END = /(?:by|com|tres|over|under|sur|encom|multi|single)_?pass(?:es)?$/;

/** Beside secrets in a mapping of them. */
const HARMLESS_KEY = /^(?:user|user_?name|login|name|host|port|path|file|type|kind|enabled|version)$/;

/** Texts that tell by themselves that they are secrets, whatever their name: private keys, as PEM or of age. */
const SECRET_TEXT = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\bAGE-SECRET-KEY-1/;

/** Where a URL carries the token by which it is let in: `slack_webhook`, `url` below `webhooks`. */
const WEBHOOK = /(?:^|_)webhooks?(?:_url)?$/;

/** Shorter values are in too many other texts: every 5 in the output would be masked for `max_token: 5`. */
const SHORTEST = 4;

/** A template that only names where the secret is: `{{ vault_password }}`, `{{ keys['web'] | trim }}`. */
const REFERENCE =
  /^\s*\{\{\s*[\w.]+(?:\[(?:\w+|'\w+'|"\w+")\]|\.\w+)*(?:\s*\|\s*[\w.]+(?:\(\w*\))?)*\s*\}\}\s*$/;

/** Collects secrets, each value once, so that a fleet's shared password is one `Secret`. */
export interface SecretStore {
  secretOf(value: string | number): Secret;
  readonly secrets: readonly Secret[];
}

/** @param redactor is told each value when it first becomes known */
export function createSecretStore(redactor?: Pick<Redactor, 'add'>): SecretStore {
  const known = new Map<string | number, Secret>();
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

/** A value as everything else works with it; what is known or named as a secret becomes a `Secret`. */
export function plainValue(name: string, value: unknown, secret: boolean, store: SecretStore): unknown {
  return withPlainScalars(secret ? hidden(value, store) : closed(name, value, store));
}

/** Plain values by name, of variables that need no evaluation. */
export function toPlain(variables: VariableMap, store: SecretStore): Variables {
  return Object.fromEntries(
    [...variables].map(([name, { value, secret }]) => [
      name,
      plainValue(name, value, secret === true, store),
    ]),
  );
}

/** Every text of what was encrypted; numbers and booleans stay what they are for those that work with them. */
function hidden(value: unknown, store: SecretStore): unknown {
  if (typeof value === 'string') return value === '' ? value : store.secretOf(value);
  if (value instanceof UnsafeText) return store.secretOf(value.text);
  if (Array.isArray(value)) return value.map((item) => hidden(item, store));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, store)]));
}

/** The same as the files have it, for a listing: numbers with their kind, and marks of what is no template. */
export function toListed(variables: VariableMap, store: SecretStore): Variables {
  return Object.fromEntries(
    [...variables].map(([name, { value, secret }]) => [
      name,
      secret === true ? hidden(value, store) : closed(name, value, store),
    ]),
  );
}

/** Whether a variable's name says that its value, or all that is below it, is secret. */
export function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('-', '_');
  if (KNOWN.has(name) || SECRET_WORD.test(words)) return true;
  return SECRET_END.test(words) && !HARMLESS_END.test(words);
}

/** A value as roles see it; what is below a secret name is secret, too. */
function closed(name: string, value: unknown, store: SecretStore, below = false): unknown {
  if (value instanceof Secret) return store.secretOf(value.given());
  const secret = isSecretName(name) || (below && !HARMLESS_KEY.test(name.toLowerCase()));
  if (typeof value === 'string' && WEBHOOK.test(name) && /^https?:/.test(value)) return store.secretOf(value);
  if (value instanceof UnsafeText || value instanceof ExactNumber)
    return closedScalar(name, value.text, store, secret) ?? value;
  if (typeof value === 'string' || typeof value === 'number')
    return closedScalar(name, value, store, secret) ?? value;
  if (Array.isArray(value)) return value.map((item) => closed(name, item, store, secret));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      closed(key, inner, store, secret || (key === 'url' && WEBHOOK.test(name))),
    ]),
  );
}

/** The secret that a text or a number is; undefined where it is none, and then what its URLs hold is known. */
function closedScalar(
  name: string,
  value: string | number,
  store: SecretStore,
  secret: boolean,
): Secret | undefined {
  const text = String(value);
  const least = KNOWN.has(name) ? 1 : SHORTEST;
  if ((secret && !REFERENCE.test(text) && text.length >= least) || SECRET_TEXT.test(text))
    return store.secretOf(value);
  for (const password of urlPasswords(text)) store.secretOf(password);
  return undefined;
}

/** The passwords in a text's URLs, as they stand and decoded. */
function urlPasswords(text: string): readonly string[] {
  return [...text.matchAll(/:\/\/[^/\s:@]*:([^/\s@]+)@/g)].flatMap(([, password = '']) => {
    try {
      return [password, decodeURIComponent(password)];
    } catch {
      return [password];
    }
  });
}
