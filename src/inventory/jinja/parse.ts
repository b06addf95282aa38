import { parse, tokenize } from '@huggingface/jinja';
import { TemplateFault } from './values.ts';

/** A node of a parsed template, by its `type`; the parser's own classes are not public. */
export interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

type Token = ReturnType<typeof tokenize>[number];

/** What `x is name(…)` becomes, because the parser knows only tests without arguments: a filter of this name. */
export const TEST_PREFIX = 'is ';

/** The statements and expressions of a template. Throws a `TemplateFault` for what is not sound. */
export function parseTemplate(source: string): readonly Node[] {
  try {
    const tokens = withTestsAsFilters(tokenize(keepBackslashes(source), { trim_blocks: true }));
    const { body } = parse(tokens);
    return body.filter(isNode);
  } catch {
    // The parser's own messages name its tokens, which tell a person nothing.
    throw new TemplateFault('it is not sound, or uses more of Jinja than is known here');
  }
}

/** As in Ansible, a backslash in an expression stands for itself: `'\d'`. */
function keepBackslashes(source: string): string {
  return source.replaceAll(/\{[{%].*?[}%]\}/gs, (part) => part.replaceAll('\\', '\\\\'));
}

function withTestsAsFilters(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const test = token?.type === 'Identifier' && token.value === 'is' ? testAt(tokens, at + 1) : undefined;
    if (test !== undefined) {
      result.push({ type: 'Pipe', value: '|' }, { type: 'Identifier', value: test.name });
      at = test.end;
    } else if (token !== undefined) result.push(token);
  }
  return result;
}

/** A test with arguments, and where its name stands. */
function testAt(
  tokens: readonly Token[],
  start: number,
): { readonly name: string; readonly end: number } | undefined {
  const negated = tokens[start]?.value === 'not';
  const end = negated ? start + 1 : start;
  const name = tokens[end];
  if (name?.type !== 'Identifier' || tokens[end + 1]?.type !== 'OpenParen') return undefined;
  return { name: `${TEST_PREFIX}${negated ? 'not ' : ''}${name.value}`, end };
}
