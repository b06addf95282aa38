/** What may stand behind a keyword. */
export type Takes =
  /** Nothing, or `on`/`off` and their like where the release knows that. */
  | { readonly kind: 'flag' }
  /** Stands alone: keepalived looks at no word behind it, so that `off` there means on. */
  | {
      readonly kind: 'present';
      /** The release that began to look at the word. */
      readonly valueSince?: string;
    }
  /** Any words, or none. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'words'; readonly atLeast: number }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'decimal';
      readonly min: number;
      readonly max: number;
      /** The release before which only whole numbers were read. */
      readonly fractionsSince?: string;
    }
  | { readonly kind: 'address' }
  /** The address of a multicast group. */
  | { readonly kind: 'group' }
  /** Bytes as pairs of hexadecimal digits. */
  | { readonly kind: 'bytes' }
  /** Statuses of HTTP, each a number or a range; one that is wrong is passed over. */
  | { readonly kind: 'statuses' }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly anyCase?: true }
  /** A command line, split as a shell would, with user and group behind it. */
  | { readonly kind: 'script' }
  | { readonly kind: 'block'; readonly names: Names; readonly keywords: Vocabulary }
  /** A block with one entry a line. */
  | { readonly kind: 'entries'; readonly names?: Names }
  /** A block that is not looked into. */
  | { readonly kind: 'opaque' };

/** How many words stand between a keyword and its block: at least, at most. */
export type Names = readonly [number, number];

export interface Keyword {
  readonly takes: Takes;
  /** The value may be left out. */
  readonly optional?: true;
  /** The first release that knows it; left out for what every supported one knows. */
  readonly since?: string;
}

/** The keywords of one block. */
export type Vocabulary = Readonly<Record<string, Keyword>>;

const UNBOUNDED = 4_294_967_295;

export const flag: Keyword = { takes: { kind: 'flag' } };
export const present: Keyword = { takes: { kind: 'present' } };
export const anything: Keyword = { takes: { kind: 'anything' } };
export const script: Keyword = { takes: { kind: 'script' } };
export const address: Keyword = { takes: { kind: 'address' } };
export const group: Keyword = { takes: { kind: 'group' } };
export const bytes: Keyword = { takes: { kind: 'bytes' } };
export const entries: Keyword = { takes: { kind: 'entries' } };
export const opaque: Keyword = { takes: { kind: 'opaque' } };

export function words(atLeast = 1): Keyword {
  return { takes: { kind: 'words', atLeast } };
}

export function integer(min = 0, max = UNBOUNDED): Keyword {
  return { takes: { kind: 'integer', min, max } };
}

export function decimal(min = 0, max = UNBOUNDED): Keyword {
  return { takes: { kind: 'decimal', min, max } };
}

/** Seconds, of which releases before the named one take whole ones only. */
export function seconds(fractionsSince: string): Keyword {
  return { takes: { kind: 'decimal', min: 0.000_001, max: UNBOUNDED, fractionsSince } };
}

export function choice(...values: readonly string[]): Keyword {
  return { takes: { kind: 'choice', values } };
}

export function block(keywords: Vocabulary): Keyword {
  return { takes: { kind: 'block', names: [0, 0], keywords } };
}

export function namedBlock(keywords: Vocabulary): Keyword {
  return { takes: { kind: 'block', names: [1, 1], keywords } };
}

export function since(version: string, keyword: Keyword): Keyword {
  return { ...keyword, since: version };
}

/** Keywords that came all at once; those that came later keep their release. */
export function sinceAll(version: string, vocabulary: Vocabulary): Vocabulary {
  return Object.fromEntries(
    Object.entries(vocabulary).map(([name, keyword]) => [name, { since: version, ...keyword }]),
  );
}

/** The same keyword under several names. */
export function each(keyword: Keyword, ...names: readonly string[]): Vocabulary {
  return Object.fromEntries(names.map((name) => [name, keyword]));
}
