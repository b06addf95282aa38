import { isIP } from 'node:net';
import { nearest } from '../../../core/text/nearest.ts';
import { mapped } from '../../parse/mapped.ts';
import type { ConfigNode, Word } from '../../parse/syntax.ts';
import { tokenizeScript } from '../../parse/tokenize.ts';
import { mayBeAtLeast, mayBeOlder } from '../../release.ts';
import { builtWithout } from '../../vocabulary/build.ts';
import type { Keyword, Names, Takes, Vocabulary } from '../../vocabulary/keyword.ts';
import { ROOT, vocabularyOf } from '../../vocabulary/vocabulary.ts';
import type { Discrepancy } from './discrepancy.ts';
import { entryDiscrepancies } from './entries.ts';
import { serverName } from './servers.ts';

/** What a value looks like, and what is said of another one; groups are of 224.0.0.0/4 and ff00::/8. */
const SHAPES = {
  flag: [/^(?:on|off|true|false|yes|no)$/, 'is not on, off, true, false, yes or no'],
  group: [/^(?:2(?:2[4-9]|3\d)(?:\.\d{1,3}){3}|ff[0-9a-f]{2}:[0-9a-f:.]+)$/i, 'is no multicast group'],
  bytes: [/^[0-9a-f\s.:-]+$/i, 'has other characters than hexadecimal digits'],
} as const;

function outside(value: string, { min, max }: { readonly min: number; readonly max: number }): string | null {
  if (Number(value) >= min && Number(value) <= max) return null;
  if (max < 4_294_967_295) return `is not ${min} to ${max}`;
  return Number(value) < min ? `is less than ${min}` : `is more than ${max}`;
}

function decimalProblem(
  takes: Extract<Takes, { readonly kind: 'decimal' }>,
  value: string,
  version: string | undefined,
): string | null {
  if (!/^\d+(?:\.\d*)?$/.test(value)) return 'is no number';
  const { fractionsSince } = takes;
  if (fractionsSince !== undefined && value.includes('.') && !mayBeAtLeast(version, fractionsSince)) {
    return `is no whole number: fractions came with ${fractionsSince}`;
  }
  return outside(value, takes);
}

function statusProblem(value: string): string | null {
  const [first = '', last = first, ...rest] = value.split('-');
  const [from, to] = [Number(first), Number(last)];
  const isWritten = rest.length === 0 && /^\d+$/.test(first) && /^\d+$/.test(last);
  return isWritten && from >= 100 && to <= 599 && from <= to ? null : 'is no status or range of 100 to 599';
}

/** What is wrong with a value; null where nothing is. */
function valueProblem(takes: Takes, value: string, version: string | undefined): string | null {
  switch (takes.kind) {
    case 'integer':
      return /^-?\d+$/.test(value) ? outside(value, takes) : 'is no whole number in decimal digits';
    case 'decimal':
      return decimalProblem(takes, value, version);
    case 'address':
      // A mask behind it is cut off.
      return isIP(value.replace(/\/.*$/, '')) === 0 ? 'is no address' : null;
    case 'statuses':
      return statusProblem(value);
    case 'script':
      return tokenizeScript(mapped(value)).unmatchedQuote === null
        ? null
        : 'has a quote that is never closed';
    case 'choice':
      return takes.values.includes(takes.anyCase ? value.toUpperCase() : value)
        ? null
        : `is not ${takes.values.join(' or ')}`;
    case 'flag':
    case 'group':
    case 'bytes': {
      const [pattern, problem] = SHAPES[takes.kind];
      return pattern.test(value) ? null : problem;
    }
    default:
      return null;
  }
}

const NEEDS_VALUE: ReadonlySet<Takes['kind']> = new Set([
  'words',
  'address',
  'group',
  'bytes',
  'integer',
  'decimal',
  'choice',
  'script',
]);
const BLOCKS: ReadonlySet<Takes['kind']> = new Set(['block', 'entries', 'opaque']);
/** A keyword of the same block among the words that its own statement does not take. */
function secondStatement(node: ConfigNode, { takes }: Keyword, vocabulary: Vocabulary): Discrepancy | null {
  if (takes.kind === 'script' || takes.kind === 'anything') return null;
  const taken = takes.kind === 'flag' || takes.kind === 'present' ? 1 : Math.max(2, namesOf(takes)[1] + 1);
  const word = node.words.slice(taken).find(({ text }) => Object.hasOwn(vocabulary, text));
  if (word === undefined) return null;
  const message = `"${word.text}" stands behind "${node.words[0].text}" on the same line and is ignored`;
  return { kind: 'second-statement', word, message };
}

function argumentProblem(
  node: ConfigNode,
  { takes, optional }: Keyword,
  version: string | undefined,
): Discrepancy | null {
  const [keyword, first, ...others] = node.words;
  const isWrong = ({ text }: Word) => valueProblem(takes, text, version) !== null;
  const argument =
    (takes.kind === 'statuses' && [first, ...others].find((word) => word && isWrong(word))) || first;
  if (argument === undefined) {
    const named = namesOf(takes)[0] > 0;
    if ((!named && !NEEDS_VALUE.has(takes.kind)) || optional) return null;
    return {
      kind: 'missing',
      word: keyword,
      message: `"${keyword.text}" has no ${named ? 'name' : 'value'}`,
    };
  }
  if (argument.text.startsWith('//')) return null;
  const problem = valueProblem(takes, argument.text, version);
  if (problem === null) return null;
  return {
    kind: 'value',
    word: argument,
    message: `"${argument.text}", the value of "${keyword.text}", ${problem}`,
  };
}

/** How many words a block takes in front of its brace. */
function namesOf(takes: Takes): Names {
  return takes.kind === 'block' || takes.kind === 'entries' ? (takes.names ?? [0, 0]) : [0, 0];
}

function surplusName({ words }: ConfigNode, { takes }: Keyword): Discrepancy | null {
  if (takes.kind !== 'block' && takes.kind !== 'entries') return null;
  const [, most] = namesOf(takes);
  const word = words[most + 1];
  if (word === undefined || word.text.startsWith('//')) return null;
  const many = ['no name', 'one name'][most] ?? `${most} words`;
  return { kind: 'value', word, message: `"${words[0].text}" takes ${many}` };
}

function blockProblem({ words: [keyword], children }: ConfigNode, { takes }: Keyword): Discrepancy | null {
  if (BLOCKS.has(takes.kind) && children === null) {
    return { kind: 'brace', word: keyword, message: `"${keyword.text}" needs a block in braces` };
  }
  if (!BLOCKS.has(takes.kind) && takes.kind !== 'anything' && children !== null) {
    return {
      kind: 'brace',
      word: keyword,
      message: `"${keyword.text}" takes no block: its braces are misread`,
    };
  }
  return null;
}

/** Longer words are no slip of a keyword. */
const LONGEST_KEYWORD = 40;

/** The mend for an unknown keyword; the words of an `authentication` block may be secret. */
function unknown(node: ConfigNode, vocabulary: Vocabulary, block: string): Discrepancy {
  const [word] = node.words;
  const near = word.text.length > LONGEST_KEYWORD ? undefined : nearest(word.text, Object.keys(vocabulary));
  const name = block.includes('authentication') ? 'such keyword' : `"${word.text}"`;
  const misread = node.children === null ? '' : ', and everything in its block is misread';
  const fix = near === undefined ? {} : { fix: `Remove it, or did you mean "${near}"?`, instead: near };
  return { kind: 'unknown', word, message: `keepalived knows no ${name} in ${block}${misread}`, ...fix };
}

/** `off` behind a keyword whose value nobody reads. */
function meansOn(
  { words: [keyword, value] }: ConfigNode,
  { takes }: Keyword,
  version: string | undefined,
): Discrepancy | null {
  const isPresent =
    takes.kind === 'present' && (takes.valueSince === undefined || mayBeOlder(version, takes.valueSince));
  const ignored = isPresent || keyword.text === 'skip_check_adv_addr';
  if (!ignored || value === undefined || !/^(?:off|no|false|0)$/i.test(value.text)) return null;
  const message = `"${keyword.text} ${value.text}" means on: keepalived does not look at the value`;
  return { kind: 'means-on', word: value, message };
}

/** The keepalived that is to read a configuration, as far as it is known. */
export interface Reader {
  readonly version?: string | undefined;
  /** What it is built with. */
  readonly build?: readonly string[] | undefined;
}

/** A keyword that the build at hand does not know. */
function notBuilt(word: Word, { build }: Reader): Discrepancy | null {
  const what = builtWithout(word.text, build);
  if (what === undefined) return null;
  const message = `this keepalived is built without ${what}, and knows no "${word.text}"`;
  return { kind: 'unknown', word, message, fix: `Remove it, or install a keepalived that has ${what}` };
}

/** A keyword that the keepalived at hand does not know. */
function notKnown(word: Word, { since }: Keyword, reader: Reader): Discrepancy | null {
  const { version } = reader;
  if (since === undefined || mayBeAtLeast(version, since)) return notBuilt(word, reader);
  const message = `keepalived ${version} knows no "${word.text}": it came with ${since}`;
  return { kind: 'unknown', word, message, fix: `Remove it, or upgrade keepalived to ${since}` };
}

function* statementDiscrepancies(
  node: ConfigNode,
  vocabulary: Vocabulary,
  block: string,
  reader: Reader,
): Generator<Discrepancy> {
  const { version } = reader;
  const [word] = node.words;
  const keyword = Object.hasOwn(vocabulary, word.text) ? vocabulary[word.text] : undefined;
  if (keyword === undefined) {
    if (!word.text.startsWith('//')) yield unknown(node, vocabulary, block);
    return;
  }
  const argument = secondStatement(node, keyword, vocabulary) ?? argumentProblem(node, keyword, version);
  const structure = [surplusName(node, keyword), blockProblem(node, keyword)];
  for (const found of [
    notKnown(word, keyword, reader),
    argument,
    meansOn(node, keyword, version),
    ...structure,
  ]) {
    if (found !== null) yield found;
  }
  if (/^(?:virtual|real)_server$/.test(word.text)) yield* serverName(node);
  if (keyword.takes.kind === 'entries') yield* entryDiscrepancies(node);
  const inside = vocabularyOf(keyword.takes);
  for (const child of inside === null ? [] : (node.children ?? [])) {
    yield* statementDiscrepancies(child, inside ?? {}, `a "${word.text}" block`, reader);
  }
}

/** Everything in a configuration that does not fit the vocabulary of a release and build, or of any where they are unknown. */
export function discrepancies(nodes: readonly ConfigNode[], reader: Reader): readonly Discrepancy[] {
  return nodes.flatMap((node) => [...statementDiscrepancies(node, ROOT, 'the top level', reader)]);
}
