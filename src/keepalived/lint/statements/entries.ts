import type { ConfigNode } from '../../parse/syntax.ts';
import { isAddress, peerEntry, staticAddress, virtualAddress } from './addresses.ts';
import { type Discrepancy, isSlashes } from './discrepancy.ts';
import { routeEntry, ruleEntry } from './routes.ts';
import { serverGroupEntry } from './servers.ts';
import { trackEntry } from './tracks.ts';

/** What a value block takes on each of its lines. */
type EntryCheck = (entry: ConfigNode, block: string) => Iterable<Discrepancy>;

const CHECKS: Readonly<Record<string, EntryCheck>> = {
  unicast_peer: peerEntry,
  virtual_ipaddress: virtualAddress,
  virtual_ipaddress_excluded: virtualAddress,
  static_ipaddress: staticAddress,
  virtual_routes: routeEntry,
  static_routes: routeEntry,
  virtual_rules: ruleEntry,
  static_rules: ruleEntry,
  virtual_server_group: serverGroupEntry,
  track_interface: trackEntry,
  track_script: trackEntry,
  track_file: trackEntry,
  track_process: trackEntry,
  track_bfd: trackEntry,
};

/** Two entries on one line: keepalived reads the second as words of the first. */
function secondEntry(entry: ConfigNode, block: string, found: Discrepancy): Discrepancy {
  if (found.kind !== 'value' || found.word === entry.words[0] || !isAddress(found.word.text)) return found;
  const message = `"${found.word.text}" is a second entry of "${block}" on the line of "${entry.words[0].text}"`;
  return { kind: 'second-statement', word: found.word, message };
}

/** What is wrong with the entries of a value block, one a line. */
export function* entryDiscrepancies(node: ConfigNode): Generator<Discrepancy> {
  const block = node.words[0].text;
  const check = Object.hasOwn(CHECKS, block) ? CHECKS[block] : undefined;
  for (const entry of node.children ?? []) {
    if (isSlashes(entry.words[0])) continue;
    if (entry.children !== null) {
      yield {
        kind: 'brace',
        word: entry.words[0],
        message: `an entry of "${block}" takes no block: its braces are misread`,
      };
    }
    for (const found of check?.(entry, block) ?? []) yield secondEntry(entry, block, found);
  }
}
