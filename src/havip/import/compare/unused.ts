import type { Ignored, Reason } from '../../../keepalived/lint/ignored.ts';
import { all, placeOf } from '../../../keepalived/meaning/settings.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import { type Loss, shown } from '../../takeover/losses/loss.ts';
import type { Difference } from './difference.ts';

/** What is defined by a name, and the blocks whose entries name it. */
const TRACKED_IN: Readonly<Record<string, string>> = {
  vrrp_script: 'track_script',
  vrrp_track_process: 'track_process',
  track_process: 'track_process',
  vrrp_track_file: 'track_file',
  track_file: 'track_file',
};

/** The names of all checks that anything goes by. */
export function trackedNames({ nodes }: KeepalivedConfig, block = 'track_script'): ReadonlySet<string> {
  return new Set(
    nodes.flatMap(({ children }) =>
      all(children ?? [], block).flatMap(({ children: entries }) =>
        (entries ?? []).map(({ words: [name] }) => name.text),
      ),
    ),
  );
}

/** Checks, processes and files that nothing goes by do nothing, which their author may not know. */
export function unused(config: KeepalivedConfig): readonly Difference[] {
  return definitions(config).map((node) => {
    const name = node.words.slice(0, 2).map(({ text }) => text);
    return {
      key: `unused ${name.join(' ')}`,
      found: shown(name.join(' ')),
      rendered: undefined,
      place: placeOf(node),
      effect: 'none: nothing goes by it',
    };
  });
}

const PASSED_OVER: Readonly<Record<Reason, string>> = {
  unknown: 'keepalived does not know it, and passes over it',
  refused: 'keepalived does not take this value, and goes on as if it were not there',
  repeated: 'there is one before it, and the first counts',
  'not-defined': 'no check of this name is defined, and keepalived passes over it',
};

/** What keepalived passes over, which its author may not know. */
export function passedOver(ignored: readonly Ignored[]): readonly Difference[] {
  return ignored.map(({ node, name, why }) => ({
    key: `unused ${name}`,
    found: shown(name),
    rendered: undefined,
    place: placeOf(node),
    effect: `none: ${PASSED_OVER[why]}`,
  }));
}

/** Whether something is about one of them, or about a multicast group where every instance has peers. */
export function isUnused(config: KeepalivedConfig, { place }: Pick<Loss, 'place'>): boolean {
  return [...definitions(config), ...groups(config)].some(({ words: [{ place: at }] }) =>
    sameSpot(at, place),
  );
}

function sameSpot(one: Loss['place'], other: Loss['place']): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column;
}

function groups(config: KeepalivedConfig): readonly ConfigNode[] {
  const { globals, instances } = viewOf(config);
  const isAsked = instances.some(({ peers }) => peers.length === 0);
  return isAsked ? [] : all(globals, 'vrrp_mcast_group4');
}

function definitions(config: KeepalivedConfig): readonly ConfigNode[] {
  return config.nodes.filter(({ words: [keyword, name] }) => {
    const block = Object.hasOwn(TRACKED_IN, keyword.text) ? TRACKED_IN[keyword.text] : undefined;
    return block !== undefined && name !== undefined && !trackedNames(config, block).has(name.text);
  });
}
