import type { RawPlace } from './vrrp-types.ts';

/** keepalived's words that the inventory has a setting for, and which. */
const SETTINGS: Readonly<Record<string, string>> = {
  interface: 'havip.interface',
  virtual_router_id: 'havip.virtual_router_id',
  priority: 'havip_priority',
  advert_int: 'havip.advert_int',
  authentication: 'havip.auth_pass',
  nopreempt: 'havip.preempt',
  preempt: 'havip.preempt',
  preempt_delay: 'havip.preempt_delay',
  unicast_src_ip: 'private_ip',
  virtual_ipaddress: 'havip.addresses',
  virtual_ipaddress_excluded: 'havip.excluded_addresses',
  virtual_routes: 'havip.virtual_routes',
  virtual_rules: 'havip.virtual_rules',
  track_script: 'havip.checks',
  track_interface: 'havip.track_interface',
  track_process: 'havip.track_process',
  track_file: 'havip.track_file',
  vrrp_script: 'havip.checks',
  vrrp_track_process: 'havip.track_process',
  vrrp_track_file: 'havip.track_file',
  version: 'havip.version',
  vrrp_version: 'havip.version',
  down_timer_adverts: 'havip.down_timer_adverts',
  vrrp_down_timer_adverts: 'havip.down_timer_adverts',
  vrrp_startup_delay: 'havip.startup_delay',
  unicast_ttl: 'havip.unicast_ttl',
  mcast_src_ip: 'private_ip',
  vrrp_mcast_group4: 'havip.multicast',
  smtp_alert: 'havip.notify',
  smtp_alert_vrrp: 'havip.notify',
  notification_email: 'havip.notify.email',
  notification_email_from: 'havip.notify.from',
  smtp_server: 'havip.notify.smtp_server',
  smtp_connect_timeout: 'havip.notify.smtp_connect_timeout',
  smtp_helo_name: 'havip.notify.smtp_helo_name',
  no_email_faults: 'havip.notify.email_faults',
  ...Object.fromEntries(
    ['master_delay', 'master_repeat', 'master_refresh', 'master_refresh_repeat'].flatMap(both),
  ),
  ...Object.fromEntries(['lower_prio_delay', 'lower_prio_repeat', 'interval'].flatMap(both)),
  vrrp_gna_interval: 'havip.gna_interval',
};

function both(name: string): (readonly [string, string])[] {
  return [
    [`garp_${name}`, `havip.garp_${name}`],
    [`vrrp_garp_${name}`, `havip.garp_${name}`],
  ];
}

/** What all that is proved of a cluster stands on. */
const RELIED_ON: Readonly<Record<string, string>> = {
  state: 'every node begins as BACKUP, and who takes the address is decided by priority',
  unicast_peer: 'the peers are the other members of the cluster',
  use_vmac: 'a cloud knows the addresses by the cards of the machines',
  vmac_xmit_base:
    'it is nothing without use_vmac, and a cloud knows the addresses by the cards of the machines',
  use_ipvlan: 'a cloud knows the addresses by the cards of the machines',
  notify: 'it records the state of the node, and there is one only',
  no_virtual_ipaddress: 'the address is what the cluster is for',
  router_id: "it is the host's name",
  script_user: 'it is root; a check may have its own user',
  enable_script_security: 'it is on wherever keepalived knows it',
  vrrp_skip_check_adv_addr: 'it is on',
  skip_check_adv_addr: 'it is on',
  net_namespace: 'everything here looks at the machine itself',
  instance: 'the daemon would be another one than the unit',
  use_pid_dir: 'the daemon would be another one than the unit',
  vrrp_process_name: 'processes are known by their names',
  process_names: 'processes are known by their names',
  vrrp_notify_fifo: 'it is for the hooks',
  vrrp_notify_fifo_script: 'it is for the hooks',
  state_dump_file: "the daemon's own account is looked for in its usual place",
  tmp_config_directory: 'the file in place would not be what the daemon has read',
  reload_file: 'the file in place would not be what the daemon has read',
  reload_time_file: 'a change would be in force at another time than when it is proved',
  global_defs: 'write its lines at havip.raw.global_defs',
  vrrp_instance: 'a cluster is one instance; another one is another group with `havip`',
  vrrp_sync_group: 'havip.sync_group ties clusters of the same machines',
};

/** Why a keyword may not stand among keepalived's own words; undefined where it may. */
export function refusal(
  keyword: string,
  where: RawPlace,
): { readonly why: string; readonly fix: string } | undefined {
  // At the top of a file, `instance` and the like mean something else than in a block.
  const setting = keyword === 'instance' ? undefined : own(SETTINGS, keyword);
  if (setting !== undefined) return { why: `${setting} is the setting for it`, fix: `Use ${setting}.` };
  const why = own(RELIED_ON, keyword);
  return why === undefined ? undefined : { why, fix: `Remove it from raw.${where}.` };
}

function own(table: Readonly<Record<string, string>>, keyword: string): string | undefined {
  return Object.hasOwn(table, keyword) ? table[keyword] : undefined;
}
