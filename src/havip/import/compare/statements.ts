import type { Place } from '../../../core/problem.ts';
import { scriptUser, withUsers } from '../../../keepalived/daemon/script-user.ts';
import { Mask } from '../../../keepalived/lint/told/mask.ts';
import { type InstanceView, tracked } from '../../../keepalived/meaning/instance.ts';
import { placementOf } from '../../../keepalived/meaning/placement.ts';
import { entries, setting } from '../../../keepalived/meaning/settings.ts';
import { commandWords, viewOf } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import { isScriptKeyword } from '../../../keepalived/vocabulary/vocabulary.ts';
import { peerOf } from '../../agreement/speaker.ts';
import { commandShown, shown } from '../../takeover/losses/loss.ts';
import { GLOBAL_OF, IN_FORCE } from './in-force.ts';

/** One thing that a configuration says, in a form that two configurations can be compared by. */
export interface Statement {
  /** What it is about, without its value: `instance priority`, `instance virtual_ipaddress 10.0.0.9`. */
  readonly key: string;
  /** The same without the name of what it belongs to: `check weight`, whichever check it is. */
  readonly kind: string;
  readonly value: string;
  /** As it may be shown: without secrets, bounded. */
  readonly text: string;
  readonly place: Place;
  /** Another line says the same thing and counts, so that this one does nothing. */
  readonly overruled: boolean;
}

/** What of a configuration is compared: an instance, what it goes by, and what counts for all. */
export interface Scope {
  readonly instance: InstanceView;
  /** Names of checks, processes and files that it goes by and the inventory describes. */
  readonly objects: Readonly<Record<ObjectKind, readonly string[]>>;
}

/** What an instance may go by, and the keywords of their blocks. */
export type ObjectKind = 'check' | 'track_process' | 'track_file';

const BLOCKS: Readonly<Record<string, ObjectKind>> = {
  vrrp_script: 'check',
  vrrp_track_process: 'track_process',
  track_process: 'track_process',
  vrrp_track_file: 'track_file',
  track_file: 'track_file',
};

/** Everything that a configuration says about one instance, the last word on each thing marked as that. */
export function statementsOf(config: KeepalivedConfig, { instance, objects }: Scope): readonly Statement[] {
  const reader = new StatementReader(config, instance);
  const { globals } = viewOf(config);
  reader.read('global', globals);
  for (const { words, children } of config.nodes) {
    const [keyword, name] = words;
    const kind = Object.hasOwn(BLOCKS, keyword.text) ? BLOCKS[keyword.text] : undefined;
    if (kind !== undefined && name !== undefined && objects[kind].includes(name.text))
      reader.read(kind, children ?? [], name.text);
  }
  const user = scriptUser(globals);
  reader.read(
    'instance',
    instance.body.map((node) => withUsers(node, user)),
  );
  return reader.statements();
}

class StatementReader {
  readonly #found: Omit<Statement, 'overruled'>[] = [];
  /** Those that stand behind one of which the first counts. */
  readonly #repeated = new Set<Omit<Statement, 'overruled'>>();
  readonly #mask: Mask;
  readonly #instance: InstanceView;
  readonly #globals: readonly ConfigNode[];

  constructor(config: KeepalivedConfig, instance: InstanceView) {
    this.#mask = new Mask(config);
    this.#instance = instance;
    this.#globals = viewOf(config).globals;
  }

  statements(): readonly Statement[] {
    const counting = this.#found.filter((each) => !this.#repeated.has(each));
    const last = new Map(counting.map((each) => [each.key, each]));
    return this.#found.map((each) => ({ ...each, overruled: last.get(each.key) !== each }));
  }

  /** @param name of the check, process or file whose block it is */
  read(scope: string, nodes: readonly ConfigNode[], name?: string): void {
    for (const node of nodes) {
      const [keyword] = node.words;
      if (node.children === null) this.#statement(scope, node, name);
      else if (keyword.text === 'authentication') this.read(scope, node.children);
      else for (const entry of node.children) this.#entry(scope, keyword.text, entry);
    }
  }

  #statement(scope: string, node: ConfigNode, owner?: string): void {
    const [keyword, ...values] = node.words;
    const name = this.#nameOf(scope, keyword.text);
    const about = name === keyword.text ? scope : 'instance';
    // What the instance says itself goes before what counts for all.
    if (name !== keyword.text && setting(this.#instance.body, name) !== undefined) return;
    // What a track entry says goes before what its definition says.
    if (name === 'weight' && owner !== undefined && this.#trackedWeight(scope, owner) !== undefined) return;
    const plain = values.map(({ text }) => text).join(' ');
    const value = isScriptKeyword(keyword.text)
      ? JSON.stringify([commandWords(values[0]?.text ?? ''), values.slice(1).map(({ text }) => text)])
      : this.#inForce(about, name, values.length === 0 ? 'on' : plain);
    this.#add(`${about} ${name}`, owner, value, node);
  }

  #nameOf(scope: string, keyword: string): string {
    if (scope === 'global') return GLOBAL_OF[keyword] ?? keyword;
    // Without peers it is what adverts to the group come from.
    return keyword === 'unicast_src_ip' && this.#instance.peers.length === 0 ? 'mcast_src_ip' : keyword;
  }

  #inForce(scope: string, name: string, value: string): string {
    const known = scope === 'instance' && Object.hasOwn(IN_FORCE, name) ? IN_FORCE[name] : undefined;
    return known?.(this.#instance, this.#globals) ?? value;
  }

  #trackedWeight(scope: string, name: string): number | undefined {
    const block = scope === 'check' ? 'track_script' : scope;
    const entry = entries(this.#instance.body, block).find(({ words: [first] }) => first.text === name);
    return (entry && tracked(entry).weight) ?? undefined;
  }

  #entry(scope: string, block: string, entry: ConfigNode): void {
    const from = this.#found.length;
    const isKnown = TRACKED.has(block) && this.#has(`${scope} ${block} ${entry.words[0].text}`);
    const [first] = entry.words;
    const [name = '', bits = ''] = ADDRESSES.test(block) ? first.text.split('/') : [first.text];
    // Of a peer, keepalived cuts it off.
    const mask = block === 'unicast_peer' ? '' : bits;
    const options = this.#options(block, entry);
    const kind = block === 'track_script' ? 'check' : block;
    const { weight } = tracked(entry);
    if (TRACKED.has(block) && weight !== null) {
      this.#add(`${kind} weight`, name, String(weight), entry, block);
      options.splice(options.indexOf('weight'), 2);
    }
    const value = [mask === '32' ? '' : mask, ...options].join(' ').trim();
    this.#add(`${scope} ${block}`, name, value, entry, block);
    // Of what is watched twice, keepalived takes the first.
    if (isKnown) for (const each of this.#found.slice(from)) this.#repeated.add(each);
  }

  #has(key: string): boolean {
    return this.#found.some((each) => each.key === key);
  }

  #options(block: string, entry: ConfigNode): string[] {
    if (VIRTUAL.test(block)) return this.#placing(entry);
    if (block === 'unicast_peer') return hopsOf(entry);
    const [, ...rest] = entry.words;
    return this.#withoutOwnInterface(rest.map(({ text }) => text));
  }

  /** In one order, without what keepalived takes anyway. */
  #placing(entry: ConfigNode): string[] {
    const { dev, scope, brd, label, more } = placementOf(entry);
    return [
      ...(dev === undefined || dev === this.#instance.interfaceName?.value ? [] : ['dev', dev]),
      ...(scope === 'global' || scope === '0' ? [] : ['scope', scope]),
      ...(brd === undefined ? [] : ['brd', brd]),
      ...(label === undefined ? [] : ['label', label]),
      ...[...more].sort(),
    ];
  }

  #withoutOwnInterface(options: readonly string[]): string[] {
    const at = options.indexOf('dev');
    if (at < 0 || options[at + 1] !== this.#instance.interfaceName?.value) return [...options];
    return options.filter((_, index) => index !== at && index !== at + 1);
  }

  #add(kind: string, name: string | undefined, value: string, { words }: ConfigNode, block?: string): void {
    const [keyword, line] = words;
    const [path, ...rest] = commandWords(line?.text ?? '');
    const plain = words.map((word) => word.text).join(' ');
    const said = isScriptKeyword(keyword.text) ? `${keyword.text} ${commandShown(path, rest.length)}` : plain;
    const masked = shown(this.#mask.text(said));
    const text = block === undefined ? masked : `${block}: ${masked}`;
    const key = name === undefined ? kind : `${kind} ${name}`;
    this.#found.push({ key, kind, value, text, place: keyword.place });
  }
}

/** What adverts of a peer may have come by, without what keepalived takes anyway: none arrives with a TTL of 0. */
function hopsOf(entry: ConfigNode): string[] {
  const { minTtl, maxTtl } = peerOf(entry);
  return [
    ...(minTtl <= 1 ? [] : ['min_ttl', String(minTtl)]),
    ...(maxTtl === 255 ? [] : ['max_ttl', String(maxTtl)]),
  ];
}

/** Blocks of addresses that are put on cards. */
const VIRTUAL = /^virtual_ipaddress/;

/** Blocks whose entries begin with an address. */
const ADDRESSES = /^(?:virtual_ipaddress|unicast_peer)/;

/** Blocks whose entries may have a weight that goes before that of their definition. */
const TRACKED: ReadonlySet<string> = new Set(['track_script', 'track_process', 'track_file']);
