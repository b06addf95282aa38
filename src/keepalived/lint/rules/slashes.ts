import { type ConfigNode, lineAt, type Word } from '../../parse/syntax.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

/** The mend of slashes; a brace behind them belongs to the file, and would no longer. */
function asComment({ editor, config }: NodeInput, { text, place }: Word): Pick<Hit, 'edits' | 'unsafe'> {
  const rest = lineAt(config, place).slice(place.column - 1);
  return { edits: editor.replacePart(place, text, 0, 2, '#'), unsafe: /[{}]/.test(rest) };
}

/** Behind a setting it is ignored; as a keyword or among values it is an error. */
function* slashes(input: NodeInput, nodes: readonly ConfigNode[], inValues: boolean): Generator<Hit> {
  for (const { words, children } of nodes) {
    const at = words.findIndex(({ text }) => text.startsWith('//'));
    const word = words[at];
    const message = '"//" starts no comment in this language';
    const severity = at === 0 || inValues ? ({ severity: 'error' } as const) : {};
    if (word !== undefined) yield { place: word.place, message, ...severity, ...asComment(input, word) };
    const values = /^(?:virtual_|unicast_peer|track_|notification_email$)/.test(words[0].text);
    yield* slashes(input, children ?? [], values);
  }
}

/** The rule about comments of other languages. */
export const SLASHES_RULE: Rule = {
  id: 'KA006',
  name: 'slashes',
  severity: 'warning',
  title: 'Text after `//` is meant as a comment',
  why: 'It is read as further words: ignored behind most settings, an error among addresses.',
  fix: 'Start comments with #',
  mend: 'safe',
  node: (input) => slashes(input, input.config.nodes, false),
};
