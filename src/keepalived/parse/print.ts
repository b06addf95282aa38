import { failure, type Outcome, success } from '../../core/outcome.ts';
import { isScriptKeyword } from '../vocabulary/vocabulary.ts';
import type { PlainNode } from './syntax.ts';

const INDENT = '    ';
/** Longer lines are split or rejected by keepalived. */
const LONGEST_LINE_BYTES = 1000;

/** Words that mean something other than themselves where a line begins. */
const DIRECTIVE = /^(?:[@~].*|include[rmwba]*)$/s;

/** One word in double quotes for a script line, where backslash escapes are read. */
function scriptWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  const escaped = word.replace(
    /[^ -~]|["\\$]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}

/** One word for an ordinary line, or null where the language has no way to write it. */
function ordinaryWord(word: string): string | null {
  if (word === '{' || word === '}' || /[^ -~]|"/.test(word)) return null;
  if (word !== '' && !/[\s!#{}$\\]/.test(word)) return word;
  return word.endsWith('\\') || /\$\{?_/.test(word) ? null : `"${word}"`;
}

function printWord(word: string, position: number, script: boolean): string | null {
  if (position === 0 && DIRECTIVE.test(word)) return null;
  if (!script) return ordinaryWord(word);
  const isAscii = /^[\x01-\x7f]*$/.test(word) && word !== '{' && word !== '}';
  return isAscii ? scriptWord(word) : null;
}

function printNodes(nodes: readonly PlainNode[], depth: number, unprintable: string[]): string[] {
  const indent = INDENT.repeat(depth);
  return nodes.flatMap(({ words, children }) => {
    const script = isScriptKeyword(words[0]);
    const printed = words.map((word, position) => printWord(word, position, script));
    const line = `${indent}${printed.join(' ')}`;
    if (printed.includes(null) || line.length > LONGEST_LINE_BYTES) unprintable.push(words[0]);
    if (children === null) return [line];
    return [`${line} {`, ...printNodes(children, depth + 1, unprintable), `${indent}}`];
  });
}

/**
 * The configuration as text, in the form that every release of keepalived reads alike: one statement a line,
 * the brace at its end, `}` alone, no directives, ASCII, a final newline. Fails with `lint.unprintable` for
 * a word that the language cannot write (a double quote in an ordinary value, say).
 */
export function print(nodes: readonly PlainNode[]): Outcome<string> {
  const unprintable: string[] = [];
  const lines = printNodes(nodes, 0, unprintable);
  if (unprintable.length === 0) return success(lines.map((line) => `${line}\n`).join(''));
  return failure(
    ...unprintable.map((keyword) => ({
      code: 'lint.unprintable' as const,
      summary: `keepalived's language cannot write this value of ${JSON.stringify(keyword)}`,
      detail: 'Ordinary values take printable ASCII without double quotes, on a line of at most 1000 bytes.',
      fix: 'Choose a value without quotes, control characters or letters outside ASCII.',
    })),
  );
}
