import { literalOrText } from '../values/python-literal.ts';
import { Interpreter, type Scope } from './interpreter.ts';
import { isNode, type Node, parseTemplate } from './parse.ts';
import { textOf, Undefined } from './values.ts';

/**
 * What a template gives, as Ansible's engine does without native types: text, but a lone expression keeps its
 * number, boolean or list, and text that looks like a list, a mapping or a boolean becomes one. Throws a
 * `TemplateFault`.
 */
export function fillTemplate(source: string, scope: Scope): unknown {
  const nodes = parseTemplate(source);
  const [lone, ...more] = nodes;
  const interpreter = new Interpreter(scope);
  const parts = interpreter.parts(nodes);
  const ending = /\n*$/.exec(source)?.[0] ?? '';
  // A lone name is not turned into text on its way.
  if (more.length === 0 && lone?.type === 'Identifier' && ending === '') return kept(parts[0]);
  const text = parts.map((part) => (part === null ? '' : textOf(part))).join('');
  const whole = ending === '' ? text : `${text.replace(/\n*$/, '')}${ending}`;
  const stays = more.length === 0 && lone !== undefined && TEXT_FILTERS.has(lastFilter(lone));
  return !stays && /^[[{]|^(?:True|False)$/.test(whole) ? literalOrText(whole) : whole;
}

/** What these give stays text, whatever it looks like. */
const TEXT_FILTERS: ReadonlySet<string> = new Set(['string', 'to_json', 'to_nice_json', 'tojson']);

function lastFilter({ type, filter }: Node): string {
  if (type !== 'FilterExpression' || !isNode(filter)) return '';
  return String(isNode(filter.callee) ? filter.callee.value : filter.value);
}

function kept(value: unknown): unknown {
  if (value instanceof Undefined) return textOf(value);
  return value;
}
