import type { ConfigNode, Word } from '../parse/syntax.ts';
import { all, entries } from './settings.ts';

/** The `vrrp_sync_group`s that an instance of this name is in. */
export function groupsOf(instance: string, root: readonly ConfigNode[]): readonly ConfigNode[] {
  return all(root, 'vrrp_sync_group').filter((group) => membersOf(group).includes(instance));
}

/** Those of them whose first instance it is: what is told of a group once is told of that one. */
export function groupsLedBy(instance: string, root: readonly ConfigNode[]): readonly ConfigNode[] {
  return groupsOf(instance, root).filter((group) => membersOf(group)[0] === instance);
}

/** The names of a group's instances, in its order. */
export function membersOf(group: ConfigNode): readonly string[] {
  return memberWords(group).map(({ text }) => text);
}

/** The same where they stand: every word is a member, however many are on a line. */
export function memberWords({ children }: ConfigNode): readonly Word[] {
  return entries(children ?? [], 'group').flatMap(({ words }) => words);
}
