import { all, entries } from './settings.ts';
import type { ConfigNode } from './syntax.ts';

/** The `vrrp_sync_group`s that an instance of this name is in. */
export function groupsOf(instance: string, root: readonly ConfigNode[]): readonly ConfigNode[] {
  return all(root, 'vrrp_sync_group').filter((group) => membersOf(group).includes(instance));
}

/** The names of a group's instances, in its order. */
export function membersOf({ children }: ConfigNode): readonly string[] {
  return entries(children ?? [], 'group').map(({ words: [name] }) => name.text);
}
