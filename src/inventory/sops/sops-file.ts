import type { Finding } from '../problem-list.ts';
import { ClosedValue } from '../values/closed-value.ts';
import { type AgeKeys, findAgeKeys } from './age-keys.ts';
import { checksum, decryptText, isEncrypted, plainBytes, typedValue } from './cipher.ts';
import { type DataKey, openDataKey } from './data-key.ts';
import type { SopsMetadata } from './metadata.ts';
import { openByProgram } from './program.ts';

/** Where keys are found and programs run. */
export interface SopsSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

const FIX =
  'Give a key: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE or ~/.config/sops/age/keys.txt; for keys of other kinds, install sops.';

/** What a value comes to, or why it cannot be had. */
export type OpenedValue =
  | { readonly value: unknown; readonly secret: boolean }
  | { readonly finding: Finding };

type OpenedFile = { readonly values: ReadonlyMap<SopsValue, OpenedValue> } | { readonly finding: Finding };

/** How a value stands in its file. */
interface Written {
  /** Names of mappings and places in lists, from the top. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** Its text there, without quotes. */
  readonly source: string;
  /** It is a text whatever it looks like. */
  readonly quoted: boolean;
}

/** One value of a file that SOPS has encrypted. */
export class SopsValue extends ClosedValue {
  readonly kind = 'a value encrypted with SOPS';
  readonly written: Written;
  readonly #file: SopsFile;

  constructor(file: SopsFile, written: Written) {
    super();
    this.#file = file;
    this.written = written;
  }

  get keys(): readonly string[] {
    return this.written.path.filter((part) => typeof part === 'string');
  }

  open(): OpenedValue {
    return this.#file.open(this);
  }

  /** What is not encrypted is no secret. */
  override toJSON(): unknown {
    return isEncrypted(this.written.value) ? super.toJSON() : this.written.value;
  }
}

/** A file that SOPS has encrypted: opened, and its checksum compared, when somebody uses one of its values. */
export class SopsFile {
  readonly #path: string;
  readonly #format: string;
  readonly #metadata: SopsMetadata;
  readonly #values: SopsValue[] = [];
  #key: DataKey = { error: 'It is not opened while the sources are read.' };
  #around: SopsSurroundings | undefined;
  #opened: OpenedFile | undefined;

  /** @param format as the program sops calls it: yaml, json, dotenv or ini */
  constructor(path: string, format: string, metadata: SopsMetadata) {
    this.#path = path;
    this.#format = format;
    this.#metadata = metadata;
  }

  /** Takes a value in, in the order of the file. */
  add(written: Written): SopsValue {
    const value = new SopsValue(this, written);
    this.#values.push(value);
    return value;
  }

  /** Finds the key, which values are then opened with. */
  async prepare(around: SopsSurroundings, keys: AgeKeys): Promise<void> {
    this.#around = around;
    this.#key = await openDataKey(this.#metadata, keys);
  }

  open(value: SopsValue): OpenedValue {
    this.#opened ??= this.#openAll();
    if ('finding' in this.#opened) return this.#opened;
    return this.#opened.values.get(value) ?? this.#changed(value);
  }

  #openAll(): OpenedFile {
    if ('key' in this.#key) return this.#decrypted(this.#key.key);
    const { error } = this.#key;
    if (this.#around === undefined) return this.#unusable(error);
    const printed = openByProgram(this.#path, this.#format, this.#around.environment);
    if (printed === undefined) {
      const { otherKeys } = this.#metadata;
      const others = otherKeys.length === 0 ? '' : ` It has others (${otherKeys.join(', ')}).`;
      return this.#unusable(`${error}${others} There is no program sops on this machine, either.`);
    }
    if ('error' in printed) return this.#unusable(`${error} ${printed.error}`);
    return { values: new Map(this.#values.map((value) => [value, found(value, printed.content)])) };
  }

  #decrypted(key: Buffer): OpenedFile {
    const { mac, lastModified, macOnlyEncrypted, encrypts } = this.#metadata;
    const opened = new Map<SopsValue, OpenedValue>();
    const parts: (string | Buffer)[] = [];
    for (const value of this.#values) {
      const encrypted = encrypts(value.keys) ?? isEncrypted(value.written.value);
      const done = encrypted ? decrypt(value, key) : plainOf(value);
      if (done === undefined) return this.#changed(value);
      if (done.bytes !== undefined && (encrypted || !macOnlyEncrypted)) parts.push(done.bytes);
      opened.set(value, { value: done.value, secret: encrypted });
    }
    const right = decryptText(mac, key, lastModified)?.bytes.toString();
    if (right === undefined || right !== checksum(parts, macOnlyEncrypted)) return this.#changed();
    return { values: opened };
  }

  #changed(value?: SopsValue): { readonly finding: Finding } {
    const where = value === undefined ? '' : `, at ${value.written.path.join('.')}`;
    return this.#unusable(
      `Its values are not those that SOPS has encrypted: its checksum (MAC) differs${where}.`,
      'Take the file from before it was changed, or change it by the program sops only.',
    );
  }

  #unusable(detail: string, fix = FIX): { readonly finding: Finding } {
    const summary = `${this.#path} is encrypted with SOPS and cannot be opened`;
    return { finding: { name: 'sops', summary, detail, fix } };
  }
}

interface Opening {
  readonly value: unknown;
  readonly bytes: string | Buffer | undefined;
}

function decrypt({ written, keys }: SopsValue, key: Buffer): Opening | undefined {
  // SOPS leaves it as it is.
  if (written.value === '') return { value: '', bytes: '' };
  const done = isEncrypted(written.value) ? decryptText(written.value, key, `${keys.join(':')}:`) : undefined;
  if (done === undefined) return undefined;
  return { value: typedValue(done.bytes.toString('utf8'), done.kind), bytes: done.bytes };
}

function plainOf({ written: { value, source, quoted } }: SopsValue): Opening {
  return { value, bytes: plainBytes(source, quoted) };
}

/** A value in what the program sops has printed. */
function found({ written: { path, value } }: SopsValue, content: unknown): OpenedValue {
  const inside = (inner: unknown, part: string | number): unknown =>
    typeof inner === 'object' && inner !== null ? Reflect.get(inner, String(part)) : undefined;
  return { value: path.reduce(inside, content), secret: isEncrypted(value) };
}

/** All SOPS files of an inventory. */
export class SopsFiles {
  readonly #files: SopsFile[] = [];

  add(file: SopsFile): void {
    this.#files.push(file);
  }

  /** Finds the key of each; what cannot be opened is told where it is used. */
  async prepare(around: SopsSurroundings): Promise<void> {
    if (this.#files.length === 0) return;
    const keys = findAgeKeys(around.environment, around.homeDirectory);
    for (const file of this.#files) await file.prepare(around, keys);
  }
}
