import { Scalar, type ScalarTag, stringify } from 'yaml';
import { type Redactor, Secret } from '../../core/secret.ts';
import { Vaulted } from '../sources/formats/scalar-tags.ts';
import { ClosedValue } from '../values/closed-value.ts';
import { ExactNumber, numberText } from '../values/exact-number.ts';
import { UnsafeText } from '../values/unsafe-text.ts';

/** YAML with sorted keys that Ansible reads as the same values; secrets mask themselves. */
export function yamlListing(value: unknown, redactor: Redactor): string {
  const text = stringify(prepared(value, redactor), {
    version: '1.1',
    customTags: (tags) => [NUMBER, ...tags],
    sortMapEntries: true,
    aliasDuplicateObjects: false,
    lineWidth: 0,
  });
  return text.trimEnd();
}

/** A number as PyYAML reads it: with a point, also where there is an exponent. */
class NumberText {
  readonly text: string;

  constructor(text: string) {
    const pointed = text.includes('.') ? text : text.replace('e', '.0e');
    this.text = { Infinity: '.inf', '-Infinity': '-.inf', NaN: '.nan' }[text] ?? pointed;
  }
}

const NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  // Nothing is read by this tag.
  test: /(?!)/,
  resolve: (text) => text,
  identify: (value) => value instanceof NumberText,
  stringify: ({ value }) => (value instanceof NumberText ? value.text : String(value)),
};

function prepared(value: unknown, redactor: Redactor): unknown {
  if (value instanceof Secret || value instanceof ClosedValue) return value.toJSON();
  if (value instanceof Vaulted)
    return tagged('!vault', `${value.ciphertext.trimEnd()}\n`, Scalar.BLOCK_LITERAL);
  if (value instanceof UnsafeText) return tagged('!unsafe', redactor.redact(value.text), Scalar.QUOTE_SINGLE);
  if (value instanceof ExactNumber) return new NumberText(value.text);
  if (typeof value === 'number') return Number.isInteger(value) ? value : new NumberText(numberText(value));
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item) => prepared(item, redactor));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, prepared(inner, redactor)]));
}

function tagged(tag: string, text: string, type: Scalar.Type): Scalar {
  const scalar = new Scalar(text);
  scalar.tag = tag;
  scalar.type = type;
  return scalar;
}
