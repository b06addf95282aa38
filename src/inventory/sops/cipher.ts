import { createDecipheriv, createHash } from 'node:crypto';

const ENCRYPTED = /^ENC\[AES256_GCM,data:([^,]*),iv:([^,]+),tag:([^,]+),type:(\w+)\]$/;

/** Whether a text has SOPS's form of an encrypted value. */
export function isEncrypted(text: unknown): text is string {
  return typeof text === 'string' && ENCRYPTED.test(text);
}

/**
 * What an encrypted value was, as text, and its kind; undefined where it was not encrypted with this key at this place.
 * @param place the keys of the mappings around it, or what else it was bound to
 */
export function decryptText(
  text: string,
  key: Buffer,
  place: string,
): { readonly bytes: Buffer; readonly kind: string } | undefined {
  const [, data = '', iv = '', tag = '', kind = ''] = ENCRYPTED.exec(text) ?? [];
  try {
    const nonce = Buffer.from(iv, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64'));
    const bytes = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]);
    return { bytes, kind };
  } catch {
    // Another key, another place, or bytes that somebody has changed: all one to OpenSSL.
    return undefined;
  }
}

/** A decrypted text in the kind that it was encrypted with. */
export function typedValue(text: string, kind: string): unknown {
  if (kind === 'bool') return /^true$/i.test(text);
  if (kind === 'int' || kind === 'int64' || kind === 'float') return Number(text);
  return text;
}

/** The beginning of a checksum that covers encrypted values only, so that it is never one that covers all. */
const ONLY_ENCRYPTED = createHash('sha256').update('sops').digest();

/** SOPS's checksum of all values in their order. */
export function checksum(values: readonly (string | Buffer)[], onlyEncrypted: boolean): string {
  const hash = createHash('sha512');
  if (onlyEncrypted) hash.update(ONLY_ENCRYPTED);
  for (const value of values) hash.update(value);
  return hash.digest('hex').toUpperCase();
}

/** A value that is not encrypted, as the checksum has it; undefined for nothing, which is left out. */
export function plainBytes(source: string, isText: boolean): string | undefined {
  if (isText) return source;
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return undefined;
  if (/^(?:true|True|TRUE)$/.test(source)) return 'True';
  if (/^(?:false|False|FALSE)$/.test(source)) return 'False';
  if (/^0o?[0-7]+$/.test(source)) return String(Number.parseInt(source.replace('o', ''), 8));
  if (/^[-+]?\d+$/.test(source)) return source.replace('+', '');
  if (/^0x[\da-fA-F]+$/.test(source)) return String(Number(source));
  if (/^[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?$/.test(source)) return String(Number(source));
  return /^\d{4}-\d\d-\d\d$/.test(source) ? `${source}T00:00:00Z` : source;
}
