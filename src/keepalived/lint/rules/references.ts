import type { Place } from '../../../core/problem.ts';
import { all, entries, placeOf } from '../../meaning/settings.ts';
import { memberWords } from '../../meaning/sync-group.ts';
import { type ConfigNode, isComplete } from '../../parse/syntax.ts';
import type { Editor } from '../edits/editor.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

/** What the entries of a track block name, by the block that defines it. */
const TRACKED: Readonly<Record<string, readonly string[]>> = {
  track_script: ['vrrp_script'],
  track_file: ['vrrp_track_file', 'track_file'],
  track_process: ['vrrp_track_process', 'track_process'],
  track_bfd: ['bfd_instance'],
};

interface Definition {
  readonly place: Place;
  /** Where it stands among the blocks of the file. */
  readonly index: number;
}

/** Where each name is defined first. */
function definitions(nodes: readonly ConfigNode[], keywords: readonly string[]): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const [index, node] of nodes.entries()) {
    const name = node.words[1]?.text;
    if (name === undefined || !keywords.includes(node.words[0].text) || found.has(name)) continue;
    found.set(name, { place: placeOf(node), index });
  }
  return found;
}

function* undefinedTracks(nodes: readonly ConfigNode[]): Generator<Hit> {
  const defined = new Map(
    Object.entries(TRACKED).map(([block, keywords]) => [block, definitions(nodes, keywords)] as const),
  );
  for (const [index, node] of nodes.entries()) {
    if (!/^vrrp_(?:instance|sync_group)$/.test(node.words[0].text)) continue;
    for (const [block, names] of defined) {
      for (const entry of entries(node.children ?? [], block))
        yield* undefinedTrack(entry.words[0], `${TRACKED[block]?.at(-1)}`, names, index);
    }
  }
}

/** What a real server's FILE_CHECK goes by. */
function* undefinedFiles(nodes: readonly ConfigNode[]): Generator<Hit> {
  const files = definitions(nodes, TRACKED.track_file ?? []);
  for (const [index, { words, children }] of nodes.entries()) {
    if (words[0].text !== 'virtual_server') continue;
    const checks = all(children ?? [], 'real_server').flatMap((server) =>
      all(server.children ?? [], 'FILE_CHECK'),
    );
    for (const { words } of checks.flatMap((check) => all(check.children ?? [], 'track_file')))
      if (words[1] !== undefined) yield* undefinedTrack(words[1], 'track_file', files, index);
  }
}

function* undefinedTrack(
  { text, place }: ConfigNode['words'][number],
  kind: string,
  names: ReadonlyMap<string, Definition>,
  index: number,
): Generator<Hit> {
  const definition = names.get(text);
  if (definition === undefined) yield { place, message: `no ${kind} ${text} is defined` };
  else if (definition.index > index)
    yield { place, message: `${kind} ${text} is defined only below`, related: definition.place };
}

/** Members of sync groups, and the groups of virtual servers, are looked up once all is read. */
function* undefinedMembers(nodes: readonly ConfigNode[]): Generator<Hit> {
  const instances = definitions(nodes, ['vrrp_instance']);
  for (const group of all(nodes, 'vrrp_sync_group')) {
    for (const { text, place } of memberWords(group))
      if (!instances.has(text)) yield { place, message: `no vrrp_instance ${text} is defined` };
  }
  const groups = definitions(nodes, ['virtual_server_group']);
  for (const { words } of all(nodes, 'virtual_server')) {
    const [, kind, name] = words;
    if (kind?.text === 'group' && name !== undefined && !groups.has(name.text))
      yield { place: name.place, message: `no virtual_server_group ${name.text} is defined` };
  }
}

function* undefinedNames({ config }: NodeInput): Generator<Hit> {
  // What was not read may define it.
  if (!isComplete(config)) return;
  yield* undefinedTracks(config.nodes);
  yield* undefinedFiles(config.nodes);
  yield* undefinedMembers(config.nodes);
}

/** Blocks whose entries each count once. */
const ONCE = ['track_script', 'track_interface', 'track_file', 'track_process', 'track_bfd', 'unicast_peer'];

function* repeatedEntries({ config, editor }: NodeInput): Generator<Hit> {
  for (const { words, children } of config.nodes) {
    if (!/^vrrp_(?:instance|sync_group)$/.test(words[0].text)) continue;
    for (const block of ONCE) yield* repeatedIn(block, entries(children ?? [], block), editor);
  }
}

function* repeatedIn(block: string, found: readonly ConfigNode[], editor: Editor): Generator<Hit> {
  const seen = new Map<string, Place>();
  // Of a peer nothing is lost: each advert goes there twice, and the configuration test is content.
  const severity = block === 'unicast_peer' ? 'warning' : 'error';
  for (const {
    words: [{ text, place }],
  } of found) {
    const earlier = seen.get(text);
    const message = `${text} is in this ${block} already`;
    if (earlier === undefined) seen.set(text, place);
    else yield { place, message, severity, related: earlier, edits: editor.remove(place) };
  }
}

/** Rules about names that stand in one place and mean another. */
export const REFERENCE_RULES: readonly Rule[] = [
  {
    id: 'KA070',
    name: 'undefined-name',
    severity: 'error',
    title: 'Something is tracked, or is in a group, that is not defined (above it, where it is tracked)',
    why: 'keepalived ignores the entry: it runs without the check, or the group without the member.',
    fix: 'Define it, before the instance that tracks it',
    node: undefinedNames,
  },
  {
    id: 'KA094',
    name: 'repeated-entry',
    severity: 'error',
    title: 'An entry stands in its block twice',
    why: 'keepalived takes the first and ignores the second, with whatever weight it has.',
    fix: 'Keep one of them',
    mend: 'safe',
    node: repeatedEntries,
  },
];
