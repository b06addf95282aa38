/** What a SOPS file says of its own encryption. */
export interface SopsMetadata {
  /** The data key, closed for one recipient of age each, as age's armoured text. */
  readonly age: readonly string[];
  /** Other kinds of key that open it, as SOPS calls them: `kms`, `pgp`. */
  readonly otherKeys: readonly string[];
  /** It takes keys of several groups at once. */
  readonly needsGroups: boolean;
  readonly mac: string;
  readonly lastModified: string;
  readonly macOnlyEncrypted: boolean;
  /** Whether the value below these keys is encrypted; undefined where only its own form tells. */
  readonly encrypts: (keys: readonly string[]) => boolean | undefined;
}

type Mapping = Readonly<Record<string, unknown>>;

const KINDS = ['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'pgp', 'hckms', 'acs_kms'];

/** Reads what stands below `sops`; undefined where that is none of SOPS. */
export function readMetadata(below: unknown): SopsMetadata | undefined {
  if (!isMapping(below)) return undefined;
  const { mac, lastmodified: lastModified, mac_only_encrypted: onlyEncrypted, key_groups: groups } = below;
  if (typeof mac !== 'string' || typeof lastModified !== 'string') return undefined;
  const group = Array.isArray(groups) && groups.length === 1 && isMapping(groups[0]) ? groups[0] : below;
  return {
    age: listOf(group.age).flatMap(({ enc }) => (typeof enc === 'string' ? [enc] : [])),
    otherKeys: KINDS.filter((kind) => listOf(group[kind]).length > 0),
    needsGroups: Array.isArray(groups) && groups.length > 1,
    mac,
    lastModified,
    macOnlyEncrypted: onlyEncrypted === true || onlyEncrypted === 'true' || onlyEncrypted === '1',
    encrypts: rulesOf(below),
  };
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** One rule at most is set; by comments, which are not looked at here, or a pattern of Go's own, none is known. */
function rulesOf(below: Mapping): SopsMetadata['encrypts'] {
  const text = (name: string): string | undefined => {
    const value = below[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  if (text('encrypted_comment_regex') !== undefined || text('unencrypted_comment_regex') !== undefined)
    return () => undefined;
  const ending = (suffix: string) => (key: string) => key.endsWith(suffix);
  const tests: readonly (readonly [((key: string) => boolean) | undefined, boolean])[] = [
    [with_(text('unencrypted_suffix'), ending), false],
    [with_(text('encrypted_suffix'), ending), true],
    [with_(text('unencrypted_regex'), matching), false],
    [with_(text('encrypted_regex'), matching), true],
  ];
  if (
    ['unencrypted_regex', 'encrypted_regex'].some(
      (name) => text(name) !== undefined && !isPattern(text(name)),
    )
  )
    return () => undefined;
  return (keys) => {
    let encrypted = true;
    for (const [test, meaning] of tests) {
      if (test === undefined) continue;
      if (meaning) encrypted = keys.some(test);
      else if (keys.some(test)) encrypted = false;
    }
    return encrypted;
  };
}

function with_<T>(text: string | undefined, make: (text: string) => T): T | undefined {
  return text === undefined ? undefined : make(text);
}

/** Go writes its flags at the beginning: `(?i)`. */
function pattern(text: string): RegExp {
  const [, flags = '', rest = text] = /^\(\?([is]+)\)(.*)$/s.exec(text) ?? [];
  return new RegExp(rest, `${flags}u`);
}

function isPattern(text = ''): boolean {
  try {
    pattern(text);
    return true;
  } catch {
    return false;
  }
}

function matching(text: string): (key: string) => boolean {
  if (!isPattern(text)) return () => false;
  const made = pattern(text);
  return (key) => made.test(key);
}
