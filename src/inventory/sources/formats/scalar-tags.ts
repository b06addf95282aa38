import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions } from 'yaml';
import { ExecCommand } from '../../exec/exec-command.ts';
import { type ExactNumber, floatOf, integerOf } from '../../values/exact-number.ts';
import { timestampText } from '../../values/timestamp.ts';
import { UnsafeText } from '../../values/unsafe-text.ts';

/** A value encrypted by ansible-vault, kept closed; prints as `ansible-inventory` prints it. */
export class Vaulted {
  readonly #ciphertext: string;

  constructor(ciphertext: string) {
    this.#ciphertext = ciphertext;
  }

  get ciphertext(): string {
    return this.#ciphertext;
  }

  toJSON(): unknown {
    return { __ansible_vault: this.#ciphertext };
  }
}

const TRUE = /^(?:yes|true|on)$/i;

/** Base 60, as YAML 1.1 reads `12:30`. */
function sexagesimal(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function magnitude(digits: string): number {
  if (/^0[bx]/.test(digits)) return Number(digits);
  if (digits.includes(':')) return sexagesimal(digits);
  return digits.length > 1 && digits.startsWith('0') ? Number.parseInt(digits, 8) : Number(digits);
}

function integer(text: string): number | ExactNumber {
  const digits = text.replaceAll('_', '');
  const negative = digits.startsWith('-');
  const unsigned = digits.replace(/^[-+]/, '');
  const value = magnitude(unsigned);
  if (!Number.isSafeInteger(value)) return integerOf(exactDigits(unsigned), negative);
  return negative ? -value : value;
}

/** As `BigInt` reads them; a number in base 60 is never that large. */
function exactDigits(digits: string): string {
  return /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.replace(/:.*/, '');
}

function float(text: string): number | ExactNumber {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (digits.endsWith('nan')) return Number.NaN;
  const sign = digits.startsWith('-') ? -1 : 1;
  const unsigned = digits.replace(/^[-+]/, '');
  if (unsigned === '.inf') return sign * Number.POSITIVE_INFINITY;
  return floatOf(sign * (unsigned.includes(':') ? sexagesimal(unsigned) : Number(unsigned)));
}

function scalarTag(name: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve };
}

/**
 * How PyYAML, and so Ansible, reads plain scalars: YAML 1.1, but `y` and `n` are text, and `1e3` is too.
 * Patterns from its resolver; dates stay text, which is how Ansible prints them.
 */
const SCALAR_TAGS: readonly ScalarTag[] = [
  scalarTag('null', /^(?:~|null|Null|NULL|)$/, () => null),
  scalarTag(
    'bool',
    /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    (text) => TRUE.test(text),
  ),
  scalarTag(
    'int',
    /^(?:[-+]?0b[01_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0[0-7_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])*)$/,
    integer,
  ),
  scalarTag(
    'float',
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    float,
  ),
  { tag: '!vault', resolve: (text) => new Vaulted(text) },
  { tag: '!vault-encrypted', resolve: (text) => new Vaulted(text) },
  { tag: '!exec', resolve: (text) => new ExecCommand(text) },
  scalarTag('timestamp', /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d/, (text) => timestampText(text) ?? text),
  { tag: '!unsafe', resolve: (text) => new UnsafeText(text) },
];

/** What any of these begins with. */
const SPECIAL_START = /^(?:[-+.~0-9nNyYtTfFoO]|$)/;

/** The value of a plain scalar that is not written with a tag. */
export function plainScalar(text: string): unknown {
  if (!SPECIAL_START.test(text)) return text;
  const tag = SCALAR_TAGS.find(({ default: plain, test }) => plain === true && test?.test(text));
  return tag === undefined ? text : tag.resolve(text, raise, {});
}

function raise(message: string): never {
  throw new Error(message);
}

/** A tag that is written out makes of any text what it says, as far as PyYAML can. */
const WRITTEN_TAGS: readonly ScalarTag[] = [
  { tag: 'tag:yaml.org,2002:null', resolve: () => null },
  { tag: 'tag:yaml.org,2002:bool', resolve: (text) => TRUE.test(text) },
  { tag: 'tag:yaml.org,2002:int', resolve: integer },
  { tag: 'tag:yaml.org,2002:float', resolve: float },
];

/** JSON has numbers that YAML 1.1 takes for text: `1e21`. */
const JSON_TAGS: readonly ScalarTag[] = [
  scalarTag('float', /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][-+]?[0-9]+$/, (text) => floatOf(Number(text))),
];

/** Reads YAML (and so JSON) as Ansible does, with errors that quote nothing of the text. */
export const AS_ANSIBLE_READS: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  schema: 'failsafe',
  customTags: [...SCALAR_TAGS, ...WRITTEN_TAGS],
  resolveKnownTags: false,
  prettyErrors: false,
};

/** The same for a text that is JSON, which Ansible tries first. */
export const JSON_AS_ANSIBLE_READS: typeof AS_ANSIBLE_READS = {
  ...AS_ANSIBLE_READS,
  customTags: [...SCALAR_TAGS, ...JSON_TAGS],
};
