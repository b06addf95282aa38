import { all } from '../meaning/settings.ts';
import { type ConfigNode, isComplete, type KeepalivedConfig } from '../parse/syntax.ts';
import { ROOT } from '../vocabulary/vocabulary.ts';
import { countsFirst } from './rules/required.ts';
import { discrepancies, type Reader } from './statements/discrepancies.ts';
import type { Discrepancy } from './statements/discrepancy.ts';

/** A statement that keepalived reports and passes over, so that the file does the same without it. */
export interface Ignored {
  readonly node: ConfigNode;
  /** The block at the top of the file that it stands in, or itself. */
  readonly block: ConfigNode;
  /** What it is, without what may be secret. */
  readonly name: string;
  readonly why: Reason;
}

/** Why keepalived passes over a statement. */
export type Reason = 'unknown' | 'refused' | 'repeated' | 'not-defined';

export interface InForce {
  /** Without what is passed over. */
  readonly config: KeepalivedConfig;
  readonly ignored: readonly Ignored[];
}

/**
 * Parts what is in force from what keepalived passes over: keywords that it does not know, values of virtual servers
 * that it does not take, checks that nobody has defined (by the parsers of 2.2.7 and 2.3.3, which report each and go
 * on as if it were not there).
 */
export function inForce(config: KeepalivedConfig, reader: Reader = {}): InForce {
  const found = new Map(discrepancies(config.nodes, reader).map((each) => [each.word.place, each]));
  const ignored: Ignored[] = [];
  const nodes = config.nodes.flatMap((block) => {
    if (isUnknownBlock(block, found)) {
      ignored.push({ node: block, block, name: keywordOf(block), why: 'unknown' });
      return [];
    }
    return [sifted(block)];

    function sifted(node: ConfigNode): ConfigNode {
      if (node.children === null) return node;
      const children = node.children.flatMap((child) => {
        const passed = child.children === null ? passedOver(child, node) : undefined;
        if (passed === undefined) return [sifted(child)];
        ignored.push({ node: child, block, ...passed });
        return [];
      });
      const undefinedOnes = notDefined(node, config);
      for (const entry of undefinedOnes)
        ignored.push({ node: entry, block, name: `track_script ${keywordOf(entry)}`, why: 'not-defined' });
      return { ...node, children: children.filter((child) => !undefinedOnes.includes(child)) };
    }

    function passedOver(child: ConfigNode, parent: ConfigNode): Pick<Ignored, 'name' | 'why'> | undefined {
      const [{ text: keyword, place }, value, more] = child.words;
      if (found.get(place)?.kind === 'unknown') return { name: nameIn(parent, keyword), why: 'unknown' };
      if (countsFirst(keywordOf(parent), keyword) && all(parent.children ?? [], keyword)[0] !== child)
        return { name: keyword, why: 'repeated' };
      if (value === undefined || more !== undefined || block.words[0].text !== 'virtual_server')
        return undefined;
      return found.get(value.place)?.kind === 'value'
        ? { name: `${keyword} ${value.text}`, why: 'refused' }
        : undefined;
    }
  });
  return { config: { ...config, nodes }, ignored };
}

function keywordOf({ words: [keyword] }: ConfigNode): string {
  return keyword.text;
}

/** In some blocks every word may be a password. */
function nameIn(parent: ConfigNode, keyword: string): string {
  return keywordOf(parent).startsWith('auth') ? `a line of ${keywordOf(parent)}` : keyword;
}

/** What stands in its braces is read as if it stood outside: it may not mean anything there. */
function isUnknownBlock({ words, children }: ConfigNode, found: ReadonlyMap<unknown, Discrepancy>): boolean {
  const isRoot = ({ words: [keyword] }: ConfigNode) => Object.hasOwn(ROOT, keyword.text);
  const isFlat = (children ?? []).every((child) => child.children === null && !isRoot(child));
  return found.get(words[0].place)?.kind === 'unknown' && isFlat;
}

/** Entries that name a check which nobody has defined; where files were not read, they may have. */
function notDefined({ words: [keyword], children }: ConfigNode, config: KeepalivedConfig) {
  if (keyword.text !== 'track_script' || !isComplete(config)) return [];
  const names = new Set(all(config.nodes, 'vrrp_script').map(({ words: [, name] }) => name?.text));
  return (children ?? []).filter(({ words: [name] }) => !names.has(name.text));
}
