import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** As ansible-vault derives its keys from a password. */
const ITERATIONS = 10_000;
const KEY_BYTES = 32;
const IV_BYTES = 16;
const SALT_BYTES = 32;

function deriveKeys(password: string, salt: Buffer) {
  const derived = pbkdf2Sync(password, salt, ITERATIONS, 2 * KEY_BYTES + IV_BYTES, 'sha256');
  return {
    cipher: derived.subarray(0, KEY_BYTES),
    hmac: derived.subarray(KEY_BYTES, 2 * KEY_BYTES),
    iv: derived.subarray(2 * KEY_BYTES),
  };
}

/** The hexadecimal body of a vault: salt, HMAC and ciphertext, each in hexadecimal, once more in hexadecimal. */
export function encryptBody(plain: Buffer, password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const keys = deriveKeys(password, salt);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const encrypted = Buffer.concat([cipher.update(padded(plain)), cipher.final()]);
  const hmac = createHmac('sha256', keys.hmac).update(encrypted).digest();
  const parts = [salt, hmac, encrypted].map((part) => part.toString('hex'));
  return Buffer.from(parts.join('\n')).toString('hex');
}

/** What a body holds; undefined where it is none, or the password is not its own. */
export function decryptBody(body: string, password: string): Buffer | undefined {
  const [salt, hmac, encrypted] = Buffer.from(body, 'hex')
    .toString('latin1')
    .split('\n')
    .map((part) => Buffer.from(part, 'hex'));
  if (salt === undefined || hmac === undefined || encrypted === undefined) return undefined;
  const keys = deriveKeys(password, salt);
  const right = createHmac('sha256', keys.hmac).update(encrypted).digest();
  if (hmac.length !== right.length || !timingSafeEqual(hmac, right)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const plain = Buffer.concat([decipher.update(encrypted), decipher.final()]);
  return plain.subarray(0, plain.length - (plain.at(-1) ?? 0));
}

/** PKCS #7, which ansible-vault adds although CTR needs none. */
function padded(plain: Buffer): Buffer {
  const missing = 16 - (plain.length % 16);
  return Buffer.concat([plain, Buffer.alloc(missing, missing)]);
}
