import fc from 'fast-check';
import { compareReleases } from '../../../src/keepalived/release.ts';
import type { Keyword, Vocabulary } from '../../../src/keepalived/vocabulary/keyword.ts';
import { ROOT, vocabularyOf } from '../../../src/keepalived/vocabulary/vocabulary.ts';

/** Keywords of later releases are all refused, one like the other. */
const KNOWN_UP_TO = '2.2.7';

export type Text = fc.Arbitrary<string>;

export const oneOf = (values: readonly string[]): Text => fc.constantFrom(...values);

/** Mostly a sound value, now and then one that is not. */
export function mostly(sound: Text, wrong: Text): Text {
  return fc.oneof({ arbitrary: sound, weight: 60 }, { arbitrary: wrong, weight: 1 });
}

export function number(min: number, max: number): Text {
  const sound = fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, min + 300)) }).map(String);
  return mostly(sound, oneOf([String(min - 1), String(max + 1), 'x', '0x10', '1a', '']));
}

function soundOrNot({ takes, optional }: Keyword): Text | undefined {
  switch (takes.kind) {
    case 'flag':
      return mostly(oneOf(['', 'on', 'true', 'yes']), oneOf(['maybe', 'off', '1']));
    case 'present':
      return mostly(oneOf(['']), oneOf(['off']));
    case 'integer':
    case 'decimal': {
      const value = number(takes.min, takes.max);
      return optional === true ? fc.oneof(value, fc.constant('')) : value;
    }
    case 'address':
      return mostly(oneOf(['172.16.16.5', '10.1.0.5']), oneOf(['172.16.16', 'x', '']));
    case 'choice':
      // In version 2 nobody asks for authentication of 3.
      return mostly(oneOf(takes.values), oneOf(['x', '', ...takes.values.map((each) => each.toLowerCase())]));
    default:
      return undefined;
  }
}

/** Single statements that a block may have, each as it may stand there, but for those of some names. */
export function statements(vocabulary: Vocabulary, without: RegExp): Text {
  const found = Object.entries(vocabulary).flatMap(([name, keyword]): Text[] => {
    const known = keyword.since === undefined || compareReleases(keyword.since, KNOWN_UP_TO) <= 0;
    const value = !known || without.test(name) ? undefined : soundOrNot(keyword);
    return value === undefined ? [] : [value.map((each) => `    ${name} ${each}`.trimEnd())];
  });
  return fc.oneof(...found);
}

/** Now and then an entry is there twice. */
export const entries = (block: string, entry: Text, most = 3): Text =>
  fc
    .oneof(
      {
        arbitrary: fc.uniqueArray(entry, { minLength: 1, maxLength: most, selector: firstWord }),
        weight: 30,
      },
      { arbitrary: fc.array(entry, { minLength: 1, maxLength: most }), weight: 1 },
    )
    .map((all) => `    ${block} {\n${all.map((each) => `        ${each}\n`).join('')}    }`);

export function firstWord(entry: string): string {
  return entry.split(' ')[0] ?? '';
}

/** Statements of a block, each keyword once. */
export function several(statement: Text, most: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(statement, { maxLength: most, selector: (each) => firstWord(each.trim()) });
}

export function blockOf(name: string): Vocabulary {
  return insideOf(ROOT, name);
}

/** What a block within a block takes. */
export function insideOf(vocabulary: Vocabulary, name: string): Vocabulary {
  const keyword = vocabulary[name];
  return (keyword && vocabularyOf(keyword.takes)) ?? {};
}
