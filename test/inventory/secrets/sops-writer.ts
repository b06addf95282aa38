import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { armor, Encrypter } from 'age-encryption';

type Leaf = string | number | boolean | null;
export type SopsTree = { readonly [key: string]: Leaf | SopsTree | readonly (Leaf | SopsTree)[] };

export interface SopsRules {
  readonly recipient: string;
  /** Which values stay as they are, and what the file says of that. */
  readonly plain?: (keys: readonly string[]) => boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Encrypts as the program sops does: each value by itself, bound to its keys, and a checksum over all. */
export async function sopsEncrypt(tree: SopsTree, rules: SopsRules): Promise<Record<string, unknown>> {
  const { recipient, plain = () => false, metadata = { unencrypted_suffix: '_unencrypted' } } = rules;
  const key = randomBytes(32);
  const hash = createHash('sha512');
  const only = metadata.mac_only_encrypted === true;
  if (only) hash.update(createHash('sha256').update('sops').digest());
  const leaf = (value: Leaf, keys: readonly string[]): unknown => {
    if (value === null) return null;
    const bytes = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
    const stays = plain(keys);
    if (!stays || !only) hash.update(bytes);
    return stays || value === '' ? value : seal(bytes, kindOf(value), key, `${keys.join(':')}:`);
  };
  const encrypted = leaves(tree, [], leaf) as Record<string, unknown>;
  const lastmodified = '2026-01-02T03:04:05Z';
  const mac = seal(hash.digest('hex').toUpperCase(), 'str', key, lastmodified);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const enc = armor.encode(await encrypter.encrypt(key));
  return { ...encrypted, sops: { age: [{ recipient, enc }], lastmodified, mac, ...metadata } };
}

/** The same tree with each of its values replaced, in order. */
function leaves(
  value: SopsTree[string],
  keys: readonly string[],
  use: (leaf: Leaf, keys: readonly string[]) => unknown,
): unknown {
  if (typeof value !== 'object' || value === null) return use(value, keys);
  if (isList(value)) return value.map((item) => leaves(item, keys, use));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, leaves(inner, [...keys, name], use)]),
  );
}

function isList(value: object): value is readonly (Leaf | SopsTree)[] {
  return Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}

function seal(text: string, kind: string, key: Buffer, place: string): string {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const data = Buffer.concat([cipher.update(text), cipher.final()]);
  const [d, i, t] = [data, iv, cipher.getAuthTag()].map((part) => part.toString('base64'));
  return `ENC[AES256_GCM,data:${d},iv:${i},tag:${t},type:${kind}]`;
}

/** What SOPS writes of itself into files that have no lists: `age__list_0__map_enc`. */
function flat(metadata: Readonly<Record<string, unknown>>, prefix: string): readonly string[] {
  return Object.entries(metadata).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.flatMap((entry: Readonly<Record<string, string>>, index) =>
          Object.entries(entry).map(
            ([key, text]) => `${prefix}${name}__list_${index}__map_${key}=${text.replaceAll('\n', '\\n')}`,
          ),
        )
      : [`${prefix}${name}=${value}`],
  );
}

export function asDotenv({ sops, ...values }: Record<string, unknown>): string {
  const own = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${[...own, ...flat(sops as Record<string, unknown>, 'sops_')].join('\n')}\n`;
}

export function asIni({ sops, ...sections }: Record<string, unknown>): string {
  const own = Object.entries(sections).flatMap(([name, values]) => [
    ...(name === 'DEFAULT' ? [] : [`[${name}]`]),
    ...Object.entries(values as Record<string, unknown>).map(([key, value]) => `${key} = ${value}`),
  ]);
  return `${[...own, '[sops]', ...flat(sops as Record<string, unknown>, '')].join('\n')}\n`;
}
