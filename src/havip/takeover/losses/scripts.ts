import { entries, numberOf, setting } from '../../../keepalived/meaning/settings.ts';
import { commandWords } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import type { HookSettings } from '../../settings/parts/hooks/hooks.ts';
import { commandShown, type Loss, lossAt, shown } from './loss.ts';

/** When keepalived runs the program of a notification. */
const NOTIFIED: Readonly<Record<string, string>> = {
  notify: 'at every change of state',
  notify_master: 'when the node becomes master',
  notify_backup: 'when the node becomes backup',
  notify_fault: 'when the node is in fault',
  notify_stop: 'when keepalived stops',
  notify_deleted: 'when the instance is taken away',
  notify_master_rx_lower_pri: 'when a master hears one of lower priority',
};

/** The programs that a block has run at changes of state. */
export function notificationLosses(
  body: readonly ConfigNode[],
  own: string,
  hooks: readonly HookSettings[] = [],
): readonly Loss[] {
  return body.flatMap((node): readonly Loss[] => {
    const [keyword, line] = node.words;
    const when = Object.hasOwn(NOTIFIED, keyword.text) ? NOTIFIED[keyword.text] : undefined;
    const [path, ...rest] = commandWords(line?.text ?? '');
    if (when === undefined || path === own) return [];
    const hooked = hooks.filter(({ state }) => ['notify', `notify_${state}`].includes(keyword.text));
    const runs = ({ script = '' }: HookSettings) =>
      path !== undefined && commandWords(script).some((word) => namesIn(word).includes(path));
    if (hooked.length > 0 && hooked.every(runs)) return [];
    return [lossAt(node, `runs ${commandShown(path, rest.length)} ${when}`)];
  });
}

/** A shell is given several programs in one word. */
function namesIn(word: string): readonly string[] {
  return word.split(/[\s;'"]+/);
}

/** What becomes of a node whose check fails. */
export interface CheckUse {
  readonly definition: ConfigNode | undefined;
  readonly entry: ConfigNode;
}

/** The checks that an instance goes by, each with its definition where there is one. */
export function checksOf(body: readonly ConfigNode[], root: readonly ConfigNode[]): readonly CheckUse[] {
  return entries(body, 'track_script').map((entry) => ({
    entry,
    definition: root.find(
      ({ words: [keyword, name] }) => keyword.text === 'vrrp_script' && name?.text === entry.words[0].text,
    ),
  }));
}

/** The program that a check runs. */
export function checkCommand({ definition }: CheckUse): readonly string[] {
  return commandWords(setting(definition?.children ?? [], 'script')?.value ?? '');
}

/** A check that nobody would carry out any more: its definition, and the line by which it counts. */
export function checkLosses(use: CheckUse, instance: string): readonly Loss[] {
  const name = shown(use.entry.words[0].text);
  const counts = lossAt(use.entry, `has ${shown(instance)} go by the check ${name}`);
  const tracked: Loss = { ...counts, name: `track_script ${name}` };
  const { definition } = use;
  if (definition === undefined)
    return [{ ...tracked, does: 'names a check that is not defined, so that nothing goes by it' }];
  const body = definition.children ?? [];
  const weight = numberOf(setting(use.entry.words.length > 1 ? [use.entry] : body, 'weight'), 0);
  const [path, ...rest] = checkCommand(use);
  const failing =
    weight === 0
      ? `${shown(instance)} gives its addresses up when it fails`
      : `the priority of ${shown(instance)} changes by ${weight} when its result does`;
  const every = numberOf(setting(body, 'interval'), 1);
  return [
    lossAt(definition, `runs ${commandShown(path, rest.length)} every ${every} s; ${failing}`, name),
    tracked,
  ];
}
