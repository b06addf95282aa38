import type { Cluster } from '../../../inventory/types.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { isOn, last, numberOf, setting } from '../../../keepalived/meaning/settings.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import { VRRP_INSTANCE } from '../../../keepalived/vocabulary/instance.ts';
import type { InterfaceAddress } from '../../../resources/network.ts';
import { addressLosses } from './address-losses.ts';
import { type Loss, lossAt, shown } from './loss.ts';
import { notificationLosses } from './scripts.ts';
import { checksAbout, watchLosses } from './watch-losses.ts';

/** The notify script that this tool writes. */
export const OWN_NOTIFY = '/usr/libexec/keepalived/havip-notify';

/** What the inventory describes, what the new configuration has anyway, and what only tunes the packets. */
const DESCRIBED: ReadonlySet<string> = new Set([
  ...['state', 'interface', 'virtual_router_id', 'priority', 'advert_int', 'version', 'authentication'],
  ...[
    'preempt',
    'nopreempt',
    'preempt_delay',
    'unicast_src_ip',
    'mcast_src_ip',
    'unicast_peer',
    'unicast_ttl',
  ],
  ...['check_unicast_src', 'unicast_fault_no_peer', 'skip_check_adv_addr', 'old_unicast_checksum'],
  ...[
    'virtual_ipaddress',
    'virtual_ipaddress_excluded',
    'track_script',
    'track_interface',
    'smtp_alert',
    'debug',
  ],
  ...['strict_mode', 'accept', 'no_accept', 'native_ipv6', 'dont_track_primary', 'down_timer_adverts'],
  ...['lower_prio_no_advert', 'higher_prio_send_advert', 'kernel_rx_buf_size', 'notify_priority_changes'],
  ...['thread_timer_expired', 'owner_ignore_adverts', 'timer_expired_backup', 'linkbeat_use_polling'],
  ...Object.keys(VRRP_INSTANCE).filter((keyword) => /^(?:garp_|vmac_garp|notify)/.test(keyword)),
]);

/** What the rest of an instance's keywords do. */
const DOES: Readonly<Record<string, string>> = {
  virtual_routes: 'sets routes while the node is master',
  virtual_rules: 'sets routing rules while the node is master',
  track_file: 'goes by the content of files',
  track_process: 'gives its addresses up when processes are missing',
  track_bfd: 'goes by BFD sessions',
  track_src_ip: 'is in fault while its source address is missing',
  use_vmac: 'serves the addresses by a MAC address of their own',
  use_vmac_addr: 'serves the addresses by a MAC address of their own',
  use_ipvlan: 'serves the addresses on an interface of their own',
  lvs_sync_daemon_interface: 'synchronises connections of IPVS',
  promote_secondaries: 'keeps other addresses of the interface when one is taken away',
  auth_hmac: 'signs its adverts',
};

/** What the instance that serves a cluster does beyond what the inventory describes. */
export function instanceLosses(
  instance: InstanceView,
  root: readonly ConfigNode[],
  cluster: Cluster,
  networks: readonly InterfaceAddress[],
): readonly Loss[] {
  const { body } = instance;
  const { havip } = cluster;
  return [
    ...addressLosses(instance, cluster, networks),
    ...watchLosses(instance, cluster, {
      root,
      uses: checksAbout(instance, root),
      own: instance.interfaceName?.value,
    }),
    ...notificationLosses(body, OWN_NOTIFY, havip.hooks),
    ...timingLosses(instance, havip),
    ...body
      .filter(({ words: [keyword] }) => !DESCRIBED.has(keyword.text))
      .filter((node) => !isTracked(node, havip.tracked))
      .map(otherLoss),
  ];
}

/** Whether all that a block watches is what the inventory has watched. */
function isTracked(node: ConfigNode, tracked: Cluster['havip']['tracked']): boolean {
  const described = trackedNames(node.words[0].text, tracked);
  const watched = (node.children ?? []).map(({ words: [name] }) => name.text);
  return described !== undefined && watched.every((name) => described.includes(name));
}

/** The names of what the inventory has watched, by the keyword of a block; undefined for other keywords. */
export function trackedNames(
  keyword: string,
  { processes, files }: Cluster['havip']['tracked'],
): readonly string[] | undefined {
  if (/^(?:vrrp_)?track_process$/.test(keyword)) return processes.map(({ name }) => name);
  return /^(?:vrrp_)?track_file$/.test(keyword) ? files.map(({ name }) => name) : undefined;
}

/** Waiting that the inventory cannot ask for. */
function timingLosses(
  { body, nopreempt, state }: InstanceView,
  { preempt: preempts, vrrp }: Cluster['havip'],
): readonly Loss[] {
  const delay = last(body, 'preempt_delay');
  const adverts = last(body, 'down_timer_adverts');
  const seconds = numberOf(setting(body, 'preempt_delay'), 0);
  const kept = !preempts || seconds === (vrrp.preempt_delay ?? 0);
  const inForce = seconds > 0 && nopreempt === undefined && state?.value !== 'MASTER' && !kept;
  return [
    ...(delay !== undefined && inForce
      ? [lossAt(delay, `takes the address back only after ${seconds} s`)]
      : []),
    ...(adverts !== undefined &&
    numberOf(setting(body, 'down_timer_adverts'), 3) !== (vrrp.down_timer_adverts ?? 3)
      ? [lossAt(adverts, `takes over after ${shown(adverts.words[1]?.text)} missing adverts`)]
      : []),
  ];
}

function otherLoss(node: ConfigNode): Loss {
  const [keyword] = node.words;
  const known = Object.hasOwn(DOES, keyword.text) ? DOES[keyword.text] : undefined;
  const watched = isWatching(keyword.text) ? (node.children ?? []).map(({ words: [name] }) => name.text) : [];
  return lossAt(node, known ?? 'is a setting that the new file does not have', ...watched);
}

/** Whether a block, or the definition of one, watches files or processes by name. */
function isWatching(keyword: string): boolean {
  return /^(?:vrrp_)?track_(?:file|process)$/.test(keyword);
}

/** Whether a definition is of what an instance watches: it is told there, with what that does. */
export function isWatchedBy(body: readonly ConfigNode[], { words: [keyword, name] }: ConfigNode): boolean {
  const own = keyword.text.replace(/^vrrp_/, '');
  return (
    isWatching(keyword.text) &&
    body.some(
      ({ words: [use], children }) =>
        use.text.replace(/^vrrp_/, '') === own &&
        children?.some(({ words: [each] }) => each.text === name?.text),
    )
  );
}

/** Whether an instance sends mail at its changes. */
export function sendsMail(body: readonly ConfigNode[], globals: readonly ConfigNode[]): boolean {
  if (last(body, 'smtp_alert') !== undefined) return isOn(body, 'smtp_alert');
  return isOn(globals, 'smtp_alert_vrrp') || isOn(globals, 'smtp_alert');
}
