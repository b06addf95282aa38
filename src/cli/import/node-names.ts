import { basename, dirname, resolve } from 'node:path';
import { setting } from '../../keepalived/meaning/settings.ts';
import type { NodeView } from '../../keepalived/meaning/view.ts';

/** One file, with what tells of which node it is. */
export interface NamedBy {
  readonly file: string;
  readonly configId: string | undefined;
  readonly view: NodeView;
}

/** Names that samples and packages give to every node. */
const NOBODY = /^(?:LVS_DEVEL|keepalived|localhost)$/i;

const USABLE = /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/;

/**
 * What the nodes are called in the inventory: by the first of their ids, `router_id`s, files and folders that
 * tells all of them apart; by numbers where none does.
 */
export function nodeNames(nodes: readonly NamedBy[]): readonly string[] {
  const ways: readonly ((node: NamedBy) => string | undefined)[] = [
    ({ configId }) => configId,
    ({ view }) => setting(view.globals, 'router_id')?.value,
    ({ file }) => basename(file).replace(/\.conf$/, ''),
    ({ file }) => basename(dirname(resolve(file))),
  ];
  for (const way of ways) {
    const names = nodes.map(way);
    const sound = names.filter((name) => name !== undefined && USABLE.test(name) && !NOBODY.test(name));
    if (sound.length === nodes.length && new Set(sound).size === nodes.length) return names.map(String);
  }
  return nodes.map((_, index) => `node-${index + 1}`);
}
