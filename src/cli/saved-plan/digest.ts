import { createHash, randomBytes, scrypt } from 'node:crypto';
import { canonical } from '../../run/saved-plan/canonical.ts';

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

/** A checksum of something that anybody may read; it shows an edit, and not who made it. */
export function checksumOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
