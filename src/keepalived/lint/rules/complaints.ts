import { all, entries, last, placeOf } from '../../meaning/settings.ts';
import { groupsOf } from '../../meaning/sync-group.ts';
import type { ConfigNode } from '../../parse/syntax.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

/** What 2.2.7 calls deprecated, by the block that it stands in, and what it is to be instead. */
const DEPRECATED: readonly (readonly [block: string, keyword: string, instead: string])[] = [
  [
    'vrrp_sync_group',
    'global_tracking',
    'Write what the group goes by into the group: track_script and its like',
  ],
  ['vrrp_instance', 'lvs_sync_daemon_interface', 'Write lvs_sync_daemon INTERFACE INSTANCE into global_defs'],
];

const CHECKERS = ['HTTP_GET', 'SSL_GET'];

function* deprecated(nodes: readonly ConfigNode[]): Generator<Hit> {
  for (const [block, keyword, fix] of DEPRECATED) {
    for (const { children } of all(nodes, block)) {
      const node = last(children ?? [], keyword);
      if (node !== undefined) yield { place: placeOf(node), message: `${keyword} is deprecated there`, fix };
    }
  }
  const servers = all(nodes, 'virtual_server').flatMap(({ children }) => all(children ?? [], 'real_server'));
  for (const checker of servers.flatMap(({ children }) => children ?? [])) {
    const node = last(checker.children ?? [], 'nb_get_retry');
    if (node === undefined || !CHECKERS.includes(checker.words[0].text)) continue;
    yield { place: placeOf(node), message: 'nb_get_retry is deprecated', fix: 'Write retry' };
  }
}

/** Routes come and go with their interface where one is named. */
function* untracked({ view }: NodeInput): Generator<Hit> {
  for (const { body } of view.instances) {
    for (const { words } of entries(body, 'virtual_routes')) {
      const has = (...wanted: readonly string[]) => words.some(({ text }) => wanted.includes(text));
      // What leads nowhere has no interface, and one of several hops names them there.
      if (has('dev', 'oif', 'no_track', 'nexthop', 'blackhole', 'unreachable', 'prohibit', 'throw')) continue;
      const message = `the route ${words.find(({ text }) => text !== 'to')?.text} names no interface: keepalived does not track it`;
      yield { place: words[0].place, message, fix: 'Add dev INTERFACE, or no_track' };
    }
  }
}

function* watchedTwice({ config, view }: NodeInput): Generator<Hit> {
  for (const { name, body } of view.instances) {
    const groups = groupsOf(name, config.nodes);
    for (const entry of entries(body, 'track_interface')) {
      const group = groups.find(({ children }) =>
        entries(children ?? [], 'track_interface').some(
          ({ words: [each] }) => each.text === entry.words[0].text,
        ),
      );
      if (group === undefined) continue;
      const message = `${entry.words[0].text} is watched by the sync group ${group.words[1]?.text ?? ''}, too`;
      yield { place: placeOf(entry), message, related: placeOf(group), fix: 'Delete one of the two' };
    }
    const promoted = last(body, 'promote_secondaries');
    if (promoted !== undefined && last(body, 'use_vmac') !== undefined)
      yield { place: placeOf(promoted), message: 'promote_secondaries is on anyway beside use_vmac' };
  }
}

function* ofNoCard({ view }: NodeInput): Generator<Hit> {
  for (const { body } of view.instances) {
    const base = last(body, 'vmac_xmit_base');
    if (base === undefined || last(body, 'use_vmac') !== undefined) continue;
    yield { place: placeOf(base), message: 'vmac_xmit_base has no meaning without use_vmac' };
  }
}

/** The rule about what keepalived takes, and complains of. */
export const COMPLAINT_RULES: readonly Rule[] = [
  {
    id: 'KA100',
    name: 'complaint',
    severity: 'warning',
    title: 'keepalived takes a line and complains of it',
    why: 'It does no harm by itself, but `keepalived -t` ends with 5 for it as for an error: whoever tests a file before a reload never reloads.',
    fix: 'Delete the line',
    *node(input) {
      yield* deprecated(input.config.nodes);
      yield* untracked(input);
      yield* watchedTwice(input);
      yield* ofNoCard(input);
    },
  },
];
