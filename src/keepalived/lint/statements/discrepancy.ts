import type { Word } from '../../parse/syntax.ts';

export type DiscrepancyKind = 'unknown' | 'missing' | 'second-statement' | 'value' | 'brace' | 'means-on';

/** One place where a statement does not fit its keyword. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly word: Word;
  readonly message: string;
  readonly fix?: string;
  /** The word that was most likely meant. */
  readonly instead?: string;
}

/** A value that keepalived refuses, and what is wrong with it. */
export function badValue(word: Word, message: string): Discrepancy {
  return { kind: 'value', word, message };
}

/** Whether what follows was meant as a comment; a rule of its own tells. */
export function isSlashes(word: Word | undefined): boolean {
  return word?.text.startsWith('//') === true;
}
