import { all, last, placeOf } from '../../meaning/settings.ts';
import { memberWords } from '../../meaning/sync-group.ts';
import type { ConfigNode, Word } from '../../parse/syntax.ts';
import type { Hit, Severity } from '../rule.ts';

/** What a block has to hold: one of the keywords. */
interface Requirement {
  readonly anyOf: readonly string[];
  /** What keepalived does without it. */
  readonly otherwise: string;
  readonly severity?: Severity;
}

const dropped = 'keepalived drops the block';
const need = (...anyOf: readonly string[]): Requirement => ({ anyOf, otherwise: dropped });
const assume = (otherwise: string, ...anyOf: readonly string[]): Requirement => ({
  anyOf,
  otherwise: `keepalived takes ${otherwise}`,
  severity: 'warning',
});

const TRACK_PROCESS = [need('process')];
const TRACK_FILE = [need('file')];
const HTTP = [need('url')];

const REQUIRED: Readonly<Record<string, readonly Requirement[]>> = {
  vrrp_script: [need('script')],
  track_process: TRACK_PROCESS,
  vrrp_track_process: TRACK_PROCESS,
  track_file: TRACK_FILE,
  vrrp_track_file: TRACK_FILE,
  bfd_instance: [need('neighbor_ip', 'neighbour_ip')],
  virtual_server: [
    assume('wlc', 'lb_algo', 'lvs_sched'),
    assume('NAT', 'lb_kind', 'lvs_method'),
    assume('UDP', 'protocol'),
  ],
  HTTP_GET: HTTP,
  SSL_GET: HTTP,
  url: [need('path')],
  MISC_CHECK: [need('misc_path')],
  BFD_CHECK: [need('name')],
  FILE_CHECK: [need('track_file')],
};

/** Settings of which the first counts, where elsewhere the last one does. */
const FIRST_COUNTS: Readonly<Record<string, readonly string[]>> = {
  track_process: ['process'],
  vrrp_track_process: ['process'],
  track_file: ['file', 'weight'],
  vrrp_track_file: ['file', 'weight'],
};

/** Whether of a repeated setting of a block the first one counts. */
export function countsFirst(block: string, keyword: string): boolean {
  if (/^vrrp_(?:instance|sync_group)$/.test(block)) return keyword.startsWith('notify');
  return Object.hasOwn(FIRST_COUNTS, block) && FIRST_COUNTS[block]?.includes(keyword) === true;
}

/** A firewall mark has no protocol of its own. */
function isWanted({ words }: ConfigNode, { anyOf }: Requirement): boolean {
  return !(anyOf.includes('protocol') && words[1]?.text === 'fwmark');
}

function* missing(node: ConfigNode): Generator<Hit> {
  const [keyword, name] = node.words;
  const what = name === undefined || keyword.text === 'url' ? keyword.text : `${keyword.text} ${name.text}`;
  const requirements = Object.hasOwn(REQUIRED, keyword.text) ? REQUIRED[keyword.text] : undefined;
  for (const requirement of requirements ?? []) {
    const { anyOf, otherwise, severity } = requirement;
    const inside = node.children ?? [];
    if (!isWanted(node, requirement) || anyOf.some((each) => last(inside, each) !== undefined)) continue;
    const message = `${what} has no ${anyOf[0]}: ${otherwise}`;
    yield { place: placeOf(node), message, ...(severity && { severity }) };
  }
}

function* repeated(node: ConfigNode): Generator<Hit> {
  const { text } = node.words[0];
  for (const keyword of Object.hasOwn(FIRST_COUNTS, text) ? (FIRST_COUNTS[text] ?? []) : []) {
    const [first, ...others] = all(node.children ?? [], keyword).map(placeOf);
    const message = `there is a ${keyword} already, and only the first counts`;
    for (const place of first === undefined ? [] : others)
      yield { place, message, ...(first && { related: first }) };
  }
}

/** Everything that has to stand in a block, at any depth. */
export function* requiredHits(nodes: readonly ConfigNode[], depth = 0): Generator<Hit> {
  for (const node of nodes) {
    if (node.children === null) continue;
    // Inside an instance, `track_file` is no definition but a list of names.
    if (depth === 0 || !node.words[0].text.startsWith('track_')) {
      yield* missing(node);
      yield* repeated(node);
    }
    yield* requiredHits(node.children, depth + 1);
  }
}

/** Sync groups without members, or with one; instances in two groups. */
export function* groupHits(nodes: readonly ConfigNode[]): Generator<Hit> {
  const seen = new Map<string, ConfigNode>();
  for (const group of all(nodes, 'vrrp_sync_group')) {
    const members = memberWords(group);
    const name = `vrrp_sync_group ${group.words[1]?.text ?? ''}`;
    if (members.length === 0) yield { place: placeOf(group), message: `${name} has no members` };
    else if (members.length === 1)
      yield { place: placeOf(group), message: `${name} has one member only`, severity: 'warning' };
    yield* repeatedMembers(group, members, seen);
  }
}

function* repeatedMembers(
  group: ConfigNode,
  members: readonly Word[],
  seen: Map<string, ConfigNode>,
): Generator<Hit> {
  for (const { text, place } of members) {
    const other = seen.get(text);
    const message = `${text} is in a sync group already`;
    if (other !== undefined) yield { place, message, related: placeOf(other) };
    seen.set(text, group);
  }
}

/** Groups of virtual servers that are empty. */
export function* serverGroupHits(nodes: readonly ConfigNode[]): Generator<Hit> {
  for (const group of all(nodes, 'virtual_server_group')) {
    const message = `virtual_server_group ${group.words[1]?.text ?? ''} has no entries`;
    if (group.children?.length === 0) yield { place: placeOf(group), message };
  }
}
