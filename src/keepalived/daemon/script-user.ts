import { last } from '../meaning/settings.ts';
import type { ConfigNode, Word } from '../parse/syntax.ts';
import { isScriptKeyword } from '../vocabulary/vocabulary.ts';

/** A user, and the group where one is named; none for root. */
export type ScriptUser = readonly Word[];

/** Who runs the programs that name nobody; without `script_user` that is taken to be root. */
export function scriptUser(globals: readonly ConfigNode[]): ScriptUser {
  return unlessRoot(last(globals, 'script_user')?.words.slice(1) ?? []);
}

/** A user as a statement names it. */
export function unlessRoot(user: ScriptUser): ScriptUser {
  const [name, group = name] = user;
  return name?.text === 'root' && group?.text === 'root' ? [] : user;
}

/**
 * The same statement where `script_user` is root: each program names its user, unless that is root.
 * @param user of the programs that name nobody
 */
export function withUsers(node: ConfigNode, user: ScriptUser): ConfigNode {
  const { words, children } = node;
  const [keyword, program] = words;
  if (children === null) {
    if (!isScriptKeyword(keyword.text) || program === undefined) return node;
    const own = words.slice(2);
    return { words: [keyword, program, ...(own.length > 0 ? unlessRoot(own) : user)], children };
  }
  if (keyword.text !== 'MISC_CHECK')
    return { words, children: children.map((child) => withUsers(child, user)) };
  const own = last(children, 'user');
  const named = own === undefined ? user : unlessRoot(own.words.slice(1));
  const line: ConfigNode = { words: [{ ...keyword, text: 'user' }, ...named], children: null };
  const others = children.filter(({ words: [{ text }] }) => text !== 'user');
  return { words, children: named.length === 0 ? others : [...others, line] };
}
