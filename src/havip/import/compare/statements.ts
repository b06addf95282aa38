import type { Place } from '../../../core/problem.ts';
import type { InstanceView } from '../../../keepalived/instance.ts';
import { Mask } from '../../../keepalived/lint/mask.ts';
import { setting } from '../../../keepalived/settings.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/syntax.ts';
import { commandWords, viewOf } from '../../../keepalived/view.ts';
import { isScriptKeyword } from '../../../keepalived/vocabulary/vocabulary.ts';
import { commandShown, shown } from '../../takeover/losses/loss.ts';
import { GLOBAL_OF, IN_FORCE } from './in-force.ts';

/** One thing that a configuration says, in a form that two configurations can be compared by. */
export interface Statement {
  /** What it is about, without its value: `instance priority`, `instance virtual_ipaddress 10.0.0.9`. */
  readonly key: string;
  readonly value: string;
  /** As it may be shown: without secrets, bounded. */
  readonly text: string;
  readonly place: Place;
  /** A later line says the same thing otherwise, so that this one does nothing. */
  readonly overruled: boolean;
}

/** What of a configuration is compared: an instance, the check that it goes by, and what counts for all. */
export interface Scope {
  readonly instance: InstanceView;
  /** The name of the check. */
  readonly check: string | undefined;
}

/** Everything that a configuration says about one instance, the last word on each thing marked as that. */
export function statementsOf(config: KeepalivedConfig, { instance, check }: Scope): readonly Statement[] {
  const reader = new StatementReader(config, instance);
  reader.read('global', viewOf(config).globals);
  for (const { words, children } of config.nodes) {
    if (words[0].text === 'vrrp_script' && check !== undefined && words[1]?.text === check)
      reader.read('check', children ?? []);
  }
  reader.read('instance', instance.body, check);
  return reader.statements();
}

class StatementReader {
  readonly #found: Omit<Statement, 'overruled'>[] = [];
  readonly #mask: Mask;
  readonly #instance: InstanceView;
  readonly #globals: readonly ConfigNode[];

  constructor(config: KeepalivedConfig, instance: InstanceView) {
    this.#mask = new Mask(config);
    this.#instance = instance;
    this.#globals = viewOf(config).globals;
  }

  statements(): readonly Statement[] {
    const last = new Map(this.#found.map((each, index) => [each.key, index]));
    return this.#found.map((each, index) => ({ ...each, overruled: last.get(each.key) !== index }));
  }

  read(scope: string, nodes: readonly ConfigNode[], check?: string): void {
    for (const node of nodes) {
      const [keyword] = node.words;
      if (node.children === null) this.#statement(scope, node);
      else if (keyword.text === 'authentication') this.read(scope, node.children);
      else for (const entry of node.children) this.#entry(scope, keyword.text, entry, check);
    }
  }

  #statement(scope: string, node: ConfigNode): void {
    const [keyword, ...values] = node.words;
    const name = scope === 'global' ? (GLOBAL_OF[keyword.text] ?? keyword.text) : keyword.text;
    const about = name !== keyword.text || scope === 'instance' ? 'instance' : scope;
    // What the instance says itself goes before what counts for all.
    if (name !== keyword.text && setting(this.#instance.body, name) !== undefined) return;
    const value = isScriptKeyword(keyword.text)
      ? JSON.stringify([commandWords(values[0]?.text ?? ''), values.slice(1).map(({ text }) => text)])
      : this.#inForce(about, name, values.map(({ text }) => text).join(' '));
    this.#add(`${about} ${name}`, value, node, values.length);
  }

  #inForce(scope: string, name: string, value: string): string {
    const known = scope === 'instance' && Object.hasOwn(IN_FORCE, name) ? IN_FORCE[name] : undefined;
    return known?.(this.#instance, this.#globals) ?? value;
  }

  #entry(scope: string, block: string, entry: ConfigNode, check: string | undefined): void {
    const [first, ...rest] = entry.words;
    const own = block === 'track_script' && first.text === check ? 'check' : first.text;
    const [name = '', mask = ''] = block.startsWith('virtual_ipaddress') ? own.split('/') : [own];
    const options = this.#withoutOwnInterface(rest.map(({ text }) => text));
    const value = [mask === '32' ? '' : mask, ...options].join(' ').trim();
    this.#add(`${scope} ${block} ${name}`, value, entry, rest.length, block);
  }

  #withoutOwnInterface(options: readonly string[]): readonly string[] {
    const at = options.indexOf('dev');
    if (at < 0 || options[at + 1] !== this.#instance.interfaceName?.value) return options;
    return options.filter((_, index) => index !== at && index !== at + 1);
  }

  #add(key: string, value: string, { words }: ConfigNode, values: number, block?: string): void {
    const [keyword, line] = words;
    const [path, ...rest] = commandWords(line?.text ?? '');
    const plain = words.map((word) => word.text).join(' ');
    const said = isScriptKeyword(keyword.text) ? `${keyword.text} ${commandShown(path, rest.length)}` : plain;
    const text = shown(this.#mask.text(said));
    const place = keyword.place;
    const flag = values === 0 && block === undefined && value === '' ? 'on' : value;
    this.#found.push({ key, value: flag, text: block === undefined ? text : `${block}: ${text}`, place });
  }
}
