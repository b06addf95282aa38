import type { Place } from '../../core/problem.ts';
import { mapped } from '../parse/mapped.ts';
import type { ConfigNode, KeepalivedConfig } from '../parse/syntax.ts';
import { tokenizeScript } from '../parse/tokenize.ts';
import { isScriptKeyword } from '../vocabulary/vocabulary.ts';
import { type InstanceView, instanceView } from './instance.ts';
import { all, entries, numberOf, placeOf, type Setting, setting } from './settings.ts';

/** One `vrrp_script`. */
export interface CheckScript {
  readonly name: string;
  readonly place: Place;
  readonly body: readonly ConfigNode[];
  readonly weight: number;
  /** Seconds. */
  readonly interval: Setting | undefined;
  readonly timeout: Setting | undefined;
}

/** One program that keepalived would run: path, arguments, and the user where the line names one. */
export interface Command {
  readonly keyword: string;
  readonly path: string;
  /** The whole line as it stands there. */
  readonly line: string;
  readonly user: string | undefined;
  readonly place: Place;
}

/** One keepalived.conf by what it means. */
export interface NodeView {
  readonly globals: readonly ConfigNode[];
  readonly instances: readonly InstanceView[];
  readonly scripts: readonly CheckScript[];
  readonly commands: readonly Command[];
}

function checkScript(node: ConfigNode): CheckScript {
  const body = node.children ?? [];
  return {
    name: node.words[1]?.text ?? '',
    place: placeOf(node),
    body,
    weight: numberOf(setting(body, 'weight'), 0),
    interval: setting(body, 'interval'),
    timeout: setting(body, 'timeout'),
  };
}

/** The argument vector of a script line's command: its first word, split once more. */
export function commandWords(line: string): readonly string[] {
  return tokenizeScript(mapped(line)).tokens.map(({ text }) => text);
}

function commandsIn(nodes: readonly ConfigNode[], user: string | undefined): readonly Command[] {
  return nodes.flatMap((node) => {
    const [keyword, line, ownUser] = node.words;
    if (node.children !== null) {
      return commandsIn(node.children, setting(node.children, 'user')?.value);
    }
    const path = line === undefined ? undefined : commandWords(line.text)[0];
    if (!isScriptKeyword(keyword.text) || line === undefined || path === undefined) return [];
    return [{ keyword: keyword.text, path, line: line.text, user: ownUser?.text ?? user, place: line.place }];
  });
}

const views = new WeakMap<KeepalivedConfig, NodeView>();

/** Reads the meaning out of a parsed configuration; what is missing has keepalived's default. Once for each. */
export function viewOf(config: KeepalivedConfig): NodeView {
  const known = views.get(config);
  if (known !== undefined) return known;
  const globals = entries(config.nodes, 'global_defs');
  const view: NodeView = {
    globals,
    instances: all(config.nodes, 'vrrp_instance').map((node) => instanceView(node, globals)),
    scripts: all(config.nodes, 'vrrp_script').map(checkScript),
    commands: commandsIn(config.nodes, undefined),
  };
  views.set(config, view);
  return view;
}
