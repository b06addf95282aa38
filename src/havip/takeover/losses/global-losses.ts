import type { Cluster } from '../../../inventory/types.ts';
import { entries, numberOf, setting } from '../../../keepalived/meaning/settings.ts';
import { commandWords, type NodeView } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import { commandShown, type Loss, lossAt, shown } from './loss.ts';

/** What the settings of `global_defs` do that others may rely on. */
const DOES: Readonly<Record<string, string>> = {
  enable_dbus: 'tells D-Bus of changes',
  enable_traps: 'sends SNMP traps',
  enable_snmp_vrrp: 'answers SNMP about VRRP',
  enable_snmp_keepalived: 'answers SNMP',
  enable_snmp_rfc: 'answers SNMP about VRRP',
  enable_snmp_rfcv2: 'answers SNMP about VRRP',
  enable_snmp_rfcv3: 'answers SNMP about VRRP',
  enable_snmp_checker: 'answers SNMP about IPVS',
  snmp_socket: 'answers SNMP through a socket of its own',
  notify_fifo: 'writes changes of state into a pipe',
  vrrp_notify_fifo: 'writes changes of state into a pipe',
  lvs_notify_fifo: 'writes changes of IPVS into a pipe',
  lvs_sync_daemon: 'synchronises connections of IPVS',
  vrrp_mcast_group4: 'sends to a multicast group of its own',
  state_dump_file: 'writes its state to a file of its own',
  json_dump_file: 'writes its state to a file of its own',
  dynamic_interfaces: 'lets keepalived start before its interfaces are there',
  lvs_timeouts: 'sets the time-outs of IPVS',
  reload_time_file: 'reloads at a time that a file names',
  vrrp_startup_delay: 'waits before it takes part',
  vrrp_delay_after_boot: 'waits after a boot before it takes part',
};

const RUN: Readonly<Record<string, string>> = {
  startup_script: 'when keepalived starts',
  shutdown_script: 'when keepalived stops',
  notify_fifo_script: 'to read changes of state',
  vrrp_notify_fifo_script: 'to read changes of state',
  lvs_notify_fifo_script: 'to read changes of IPVS',
};

/** Addresses of the sample configuration, which nobody reads. */
export const SAMPLE_MAIL = /@firewall\.loc$|^acassen$/;

/** What `global_defs` does beyond what the inventory describes. */
export function globalLosses({ globals }: NodeView, mails: boolean, { havip }: Cluster): readonly Loss[] {
  return [
    ...globals.flatMap((node): readonly Loss[] => {
      const [keyword, line] = node.words;
      const does = Object.hasOwn(DOES, keyword.text) ? DOES[keyword.text] : undefined;
      if (keyword.text === 'vrrp_startup_delay' && havip.vrrp.startup_delay !== undefined) return [];
      if (does !== undefined) return [lossAt(node, does)];
      const when = Object.hasOwn(RUN, keyword.text) ? RUN[keyword.text] : undefined;
      if (when === undefined) return [];
      const [path, ...rest] = commandWords(line?.text ?? '');
      return [lossAt(node, `runs ${commandShown(path, rest.length)} ${when}`)];
    }),
    ...(mails ? mailLosses(globals, havip.notify.email) : []),
    ...downTimer(globals, havip.vrrp.down_timer_adverts ?? 3),
  ];
}

function mailLosses(globals: readonly ConfigNode[], described: readonly string[]): readonly Loss[] {
  // Of a line each word is a reader.
  return entries(globals, 'notification_email').flatMap((entry) =>
    entry.words
      .map(({ text }) => text)
      .filter((address) => !described.includes(address) && !SAMPLE_MAIL.test(address))
      .map((address) => ({
        ...lossAt(entry, 'gets mail at every change of state'),
        name: `notification_email ${shown(address)}`,
      })),
  );
}

function downTimer(globals: readonly ConfigNode[], wanted: number): readonly Loss[] {
  const found = globals.find(({ words: [keyword] }) => keyword.text === 'vrrp_down_timer_adverts');
  const adverts = numberOf(setting(globals, 'vrrp_down_timer_adverts'), 3);
  return found === undefined || adverts === wanted
    ? []
    : [lossAt(found, `takes over after ${adverts} missing adverts`)];
}
