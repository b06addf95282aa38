import type { ProblemList } from '../../problem-list.ts';
import { addHost, ensureGroup, type Tree } from '../../tree/tree.ts';
import { readHostPattern } from '../host-pattern.ts';
import { countLines } from './ini-lines.ts';

/** Adds the hosts of `-i host1,host2,`; each is a name or an address, with a port where one follows. */
export function readHostList(list: string, tree: Tree, problems: ProblemList): void {
  problems.begin(list);
  const source = { path: list, lines: countLines(list), anchors: new Map() };
  const group = ensureGroup(tree, 'ungrouped', undefined);
  let offset = 0;
  for (const part of list.split(',')) {
    const written = part.trim();
    const spot = { source, node: null, offset };
    offset += part.length + 1;
    if (written === '') continue;
    // Ranges are not for this kind of list.
    const pattern =
      written.includes('[') && !/^\[.+\]:\d+$/.test(written) ? undefined : readHostPattern(written);
    const { names, port } =
      pattern === undefined || 'error' in pattern ? { names: [written], port: undefined } : pattern;
    for (const name of names) if (!tree.hosts.has(name)) addHost(tree, group, name, spot, port);
  }
}
