import type { ConfigNode, Word } from '../../parse/syntax.ts';
import { badValue, type Discrepancy } from './discrepancy.ts';
import { type Options, optionDiscrepancies } from './options.ts';

const MOST_WEIGHT = 254;

function unknown(word: Word, block: string): Discrepancy {
  if (word.text.startsWith('weight'))
    return badValue(word, `"${word.text}" is no weight: write "weight", a blank and the number`);
  const message = `"${word.text}" means nothing behind an entry of "${block}": one entry stands on a line`;
  return { kind: 'second-statement', word, message };
}

const OPTIONS: Options = {
  flags: new Set(),
  pairs: {
    weight: (value) =>
      /^-?\d+$/.test(value) && Math.abs(Number(value)) <= MOST_WEIGHT
        ? null
        : `is no weight from -${MOST_WEIGHT} to ${MOST_WEIGHT}`,
  },
  // They belong to a weight; anywhere else keepalived knows neither.
  behind: (block) => (block === 'track_interface' ? ['reverse'] : ['reverse', 'noreverse']),
  unknown,
};

/** An entry of `track_script` and its like: a name, `weight N`, `reverse`. */
export function trackEntry({ words: [, ...rest] }: ConfigNode, block: string): Iterable<Discrepancy> {
  return optionDiscrepancies(rest, OPTIONS, block);
}
