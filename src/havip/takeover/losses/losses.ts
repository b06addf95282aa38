import type { Cluster } from '../../../inventory/types.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { entries, isOn, setting } from '../../../keepalived/meaning/settings.ts';
import { groupsOf, membersOf } from '../../../keepalived/meaning/sync-group.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import type { InterfaceAddress } from '../../../resources/network.ts';
import { RAW_BEGIN, RAW_END } from '../../cluster/raw-marks.ts';
import { isManaged, ourInstance } from '../our-instance.ts';
import { globalLosses } from './global-losses.ts';
import { instanceLosses, isWatchedBy, OWN_NOTIFY, sendsMail, trackedNames } from './instance-losses.ts';
import { keptIn } from './kept.ts';
import { type Loss, lossAt, shown } from './loss.ts';
import { checksOf, notificationLosses } from './scripts.ts';
import { staysTied } from './ties.ts';
import { checksAbout, watchLosses } from './watch-losses.ts';

/** What blocks at the top of a file do, besides instances and checks. */
const DOES: Readonly<Record<string, string>> = {
  virtual_server_group: 'names addresses that IPVS balances',
  vrrp_track_file: 'watches a file',
  track_file: 'watches a file',
  vrrp_track_process: 'watches processes',
  track_process: 'watches processes',
  bfd_instance: 'keeps a BFD session',
  static_ipaddress: 'sets addresses that every node has',
  static_routes: 'sets routes that every node has',
  static_rules: 'sets routing rules that every node has',
  track_group: 'ties static routes and addresses together',
  garp_group: 'delays gratuitous ARP',
  SSL: 'holds keys for checks over TLS',
  net_namespace: 'runs in a network namespace of its own',
  net_namespace_ipvs: 'runs IPVS in a network namespace of its own',
  instance: 'runs under an instance name of its own',
  use_pid_dir: 'keeps its PID file elsewhere',
  linkbeat_interfaces: 'watches links of interfaces',
  linkbeat_use_polling: 'watches links by polling',
  interface_up_down_delays: 'waits before it believes a link',
};

/** Read into other blocks, or of no effect by themselves. */
const ELSEWHERE = new Set([
  'global_defs',
  'vrrp_script',
  'vrrp_instance',
  'vrrp_sync_group',
  'virtual_server',
  'child_wait_time',
]);

/** What a file of this tool may hold besides instances and checks: definitions that its instance names. */
const OWN_DEFINITIONS = new Set(['vrrp_track_file', 'track_file', 'vrrp_track_process']);

function followsInventory({ file, sources }: KeepalivedConfig, { words: [keyword] }: ConfigNode): boolean {
  if (OWN_DEFINITIONS.has(keyword.text)) return true;
  const lines = sources.find((source) => source.file === file)?.lines ?? [];
  const [from, to] = [lines.indexOf(RAW_BEGIN), lines.indexOf(RAW_END)];
  const { line, file: at } = keyword.place;
  return at === file && from >= 0 && line > from + 1 && line < to + 1;
}

/**
 * Everything that the configuration in place does and the one of this tool would not, in the file's order.
 * Comments, names and form count for nothing. In a file of this tool the settings of its own instance follow
 * the inventory; what somebody added beside it does not. What the next configuration has word for word stays.
 * @param networks the machine's own addresses, where they are known: masks are judged by them
 */
export function lossesOf(
  config: KeepalivedConfig,
  cluster: Cluster,
  next?: KeepalivedConfig,
  networks: readonly InterfaceAddress[] = [],
): readonly Loss[] {
  const { nodes } = config;
  const ours = ourInstance(config, cluster);
  const managed = isManaged(config);
  const kept = next === undefined ? () => false : keptIn(config, next, cluster);
  const found = [
    ...(managed ? [] : settingLosses(config, ours, cluster, networks)),
    ...nodes
      .filter((node) => !managed || !followsInventory(config, node))
      .flatMap((node) =>
        node.words[0].text === 'vrrp_sync_group'
          ? groupLosses(node, ours, cluster, { config, next })
          : blockLosses(node, ours, cluster),
      ),
  ].filter(({ place }) => !kept(place));
  const order = new Map(
    found.map((loss) => [loss.place.file, found.findIndex((each) => each.place.file === loss.place.file)]),
  );
  return found.sort(
    (a, b) => (order.get(a.place.file) ?? 0) - (order.get(b.place.file) ?? 0) || a.place.line - b.place.line,
  );
}

/** What the settings for all instances and those of ours do, and lines that are not understood. */
function settingLosses(
  config: KeepalivedConfig,
  ours: InstanceView | undefined,
  cluster: Cluster,
  networks: readonly InterfaceAddress[],
): readonly Loss[] {
  const view = viewOf(config);
  const notRead = config.issues.filter(({ kind }) => kind === 'not-read');
  return [
    ...globalLosses(view, ours !== undefined && mailsAt(ours, view.globals, config), cluster),
    ...(ours === undefined ? [] : instanceLosses(ours, config.nodes, cluster, networks)),
    ...notRead.map(({ place, text }) => ({
      name: `line ${place.line}`,
      does: `holds \`${shown(text)}\`, which is not read here`,
      place,
    })),
  ];
}

/** Whether mail is sent at the instance's changes, or at those of a group that it is in. */
function mailsAt(ours: InstanceView, globals: readonly ConfigNode[], { nodes }: KeepalivedConfig): boolean {
  return (
    sendsMail(ours.body, globals) ||
    groupsOf(ours.name, nodes).some(({ children }) => isOn(children ?? [], 'smtp_alert'))
  );
}

function blockLosses(node: ConfigNode, ours: InstanceView | undefined, cluster: Cluster): readonly Loss[] {
  const [keyword, name] = node.words;
  switch (keyword.text) {
    case 'vrrp_instance':
      return keyword.place.line === ours?.place.line && keyword.place.file === ours.place.file
        ? []
        : otherInstance(node, cluster);
    case 'virtual_server':
      return [virtualServer(node)];
  }
  if (ELSEWHERE.has(keyword.text) || isDescribed(node, cluster)) return [];
  if (ours !== undefined && isWatchedBy(ours.body, node)) return [];
  const does = Object.hasOwn(DOES, keyword.text) ? DOES[keyword.text] : undefined;
  return [lossAt(node, does ?? 'is not known here', name?.text ?? '')];
}

/** Whether it is the definition of a process or a file that the inventory has watched. */
function isDescribed({ words: [keyword, name] }: ConfigNode, { havip }: Cluster): boolean {
  return trackedNames(keyword.text, havip.tracked)?.includes(name?.text ?? '') ?? false;
}

/** Another instance serves other addresses; one whose addresses all stay is no loss. */
function otherInstance(node: ConfigNode, { havip }: Cluster): readonly Loss[] {
  const body = node.children ?? [];
  const served = [...entries(body, 'virtual_ipaddress'), ...entries(body, 'virtual_ipaddress_excluded')]
    .map(({ words: [address] }) => address.text.split('/')[0] ?? '')
    .filter((address) => !havip.addresses.includes(address));
  const id = setting(body, 'virtual_router_id')?.value;
  const what =
    served.length === 0 ? 'takes part in VRRP' : `serves ${served.slice(0, 8).map(shown).join(', ')}`;
  return [
    lossAt(
      node,
      `${what} on ${shown(setting(body, 'interface')?.value)} with virtual_router_id ${shown(id)}`,
      node.words[1]?.text ?? '',
    ),
  ];
}

/** What a group of more than one ties together, whom it notifies, and what its instances go by. */
function groupLosses(
  node: ConfigNode,
  ours: InstanceView | undefined,
  cluster: Cluster,
  { config, next }: { readonly config: KeepalivedConfig; readonly next: KeepalivedConfig | undefined },
): readonly Loss[] {
  const body = node.children ?? [];
  const name = node.words[1]?.text ?? '';
  const members = membersOf(node);
  const staysAsItIs = members.length < 2 || (next !== undefined && staysTied(node, config, next));
  const root = config.nodes;
  const uses =
    ours !== undefined && members.includes(ours.name) ? checksAbout(ours, root) : checksOf(body, root);
  return [
    ...(staysAsItIs
      ? []
      : [lossAt(node, `moves ${members.slice(0, 8).map(shown).join(' and ')} together`, name)]),
    ...notificationLosses(body, OWN_NOTIFY, cluster.havip.hooks),
    ...watchLosses({ name: `the sync group ${name}`, body }, cluster, {
      root,
      uses,
      own: ours?.interfaceName?.value,
    }),
  ];
}

function virtualServer(node: ConfigNode): Loss {
  const [, ...words] = node.words;
  const servers = (node.children ?? []).filter(
    ({ words: [keyword] }) => keyword.text === 'real_server',
  ).length;
  const name = words.map(({ text }) => text).slice(0, 2);
  return lossAt(
    node,
    `balances connections over ${servers} server${servers === 1 ? '' : 's'} by IPVS`,
    ...name,
  );
}
