import { randomBytes, scrypt } from 'node:crypto';
import { Secret } from '../../core/secret.ts';

/** What the digests of one file are made with, so that those of two files cannot be compared. */
export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

/**
 * A digest of something that may hold secrets. It is slow on purpose, some 8 ms: whoever has the file could
 * otherwise try one password after the other.
 */
export function digestOf(value: unknown, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(canonical(value), Buffer.from(salt, 'hex'), 32, { N: 4096 }, (error, key) => {
      if (error) reject(error);
      else resolve(key.toString('hex'));
    });
  });
}

/** Equal for values that mean the same, with secrets as they are. */
export function canonical(value: unknown): string {
  return JSON.stringify(plain(value)) ?? '';
}

function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.given();
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof Set) return [...value].map(plain);
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}
