import { isMap, isPair, type Pair, parseDocument, visit } from 'yaml';
import { AS_ANSIBLE_READS } from '../formats/scalar-tags.ts';

/** What may begin an anchor or an alias, which may stand for something outside the part. */
const NAMED = /(?:^|[\s[{,:-])[&*]/;

/** A key that is text: what else may be one depends on what is around it. */
const KEY = /^ *[\p{L}\p{N}_"'<(/.$~]/u;

/** What begins or ends a document where it stands at the beginning of a line. */
const MARK = /^(?:---|\.\.\.|%)/m;

/**
 * One entry of a mapping in block style, with all that is below it, by the library; undefined where that takes it
 * for anything else, or has something to say about it.
 * @param offset where the part begins in its file
 */
export function parsePart(part: string, offset: number): Pair | undefined {
  if (!KEY.test(part) || NAMED.test(part) || MARK.test(part)) return undefined;
  const { contents, errors, warnings } = parseDocument(part, { ...AS_ANSIBLE_READS, uniqueKeys: false });
  if (errors.length > 0 || warnings.length > 0 || !isMap(contents) || contents.flow === true)
    return undefined;
  const [pair, ...others] = contents.items;
  if (!isPair(pair) || others.length > 0 || contents.tag !== undefined) return undefined;
  visit(contents, {
    Node: (_key, { range }) => {
      for (const index of range?.keys() ?? []) if (range) range[index] = (range[index] ?? 0) + offset;
    },
  });
  return pair;
}
