import type { Word } from '../../parse/syntax.ts';
import { badValue, type Discrepancy, isSlashes } from './discrepancy.ts';

/** What is wrong with the value of a word; null where nothing is. */
export type ValueCheck = (value: string) => string | null;

/** The words of an entry, in their order: those that stand alone, and those that take another. */
export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly pairs: Readonly<Record<string, ValueCheck>>;
  /** Whether a word between the keyword and its value belongs to both: `mtu lock 1400`. */
  readonly between?: (keyword: string, next: string) => boolean;
  /** Words that may follow the value of a pair, by the block. */
  readonly behind?: (block: string) => readonly string[];
  /** What comes behind one of these is not looked at. */
  readonly ends?: ReadonlySet<string>;
  /** One word that may stand without a keyword. */
  readonly bare?: (word: string) => boolean;
  /** Words that may stand once only. */
  readonly once?: ReadonlySet<string>;
  /** What is said of any other word. */
  readonly unknown?: (word: Word, block: string) => Discrepancy;
}

/** The same check for several words. */
export function pairs(words: string, check: ValueCheck = () => null): Record<string, ValueCheck> {
  return Object.fromEntries(words.split(' ').map((word) => [word, check]));
}

function unknownWord(word: Word, block: string): Discrepancy {
  return badValue(word, `"${word.text}" means nothing behind an entry of "${block}"`);
}

/** What a keyword takes, and where the words go on behind it. */
function* pairDiscrepancies(
  words: readonly Word[],
  at: number,
  { between, behind, block }: Options & { readonly block: string },
  check: ValueCheck,
): Generator<Discrepancy, number> {
  const [word, next] = [words[at], words[at + 1]];
  if (word === undefined) return words.length;
  const index = next !== undefined && between?.(word.text, next.text) === true ? at + 2 : at + 1;
  const value = words[index];
  if (value === undefined || isSlashes(value)) {
    yield badValue(word, `"${word.text}" has no value, so that keepalived drops the entry`);
    return words.length;
  }
  const problem = check(value.text);
  if (problem !== null) yield badValue(value, `"${value.text}" behind "${word.text}" ${problem}`);
  return behind?.(block).includes(words[index + 1]?.text ?? '') ? index + 2 : index + 1;
}

function* repeated(words: readonly Word[], { once }: Options): Generator<Discrepancy> {
  const again = words.find(
    ({ text }, index) => once?.has(text) && words.findIndex((word) => word.text === text) < index,
  );
  if (again !== undefined)
    yield badValue(again, `"${again.text}" stands twice, so that keepalived drops the entry`);
}

/** What is wrong with the words of an entry; keepalived gives up at the first that it does not know. */
export function* optionDiscrepancies(
  words: readonly Word[],
  options: Options,
  block: string,
): Generator<Discrepancy> {
  yield* repeated(words, options);
  let [at, bareSeen] = [0, false];
  while (at < words.length) {
    const word = words[at];
    if (word === undefined || isSlashes(word) || options.ends?.has(word.text)) return;
    const check = Object.hasOwn(options.pairs, word.text) ? options.pairs[word.text] : undefined;
    if (check !== undefined) at = yield* pairDiscrepancies(words, at, { ...options, block }, check);
    else if (options.flags.has(word.text)) at++;
    else if (!bareSeen && options.bare?.(word.text)) {
      bareSeen = true;
      at++;
    } else return yield (options.unknown ?? unknownWord)(word, block);
  }
}
