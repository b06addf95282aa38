import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { mayBeAtLeast } from '../../../src/keepalived/release.ts';
import type { Vocabulary } from '../../../src/keepalived/vocabulary/keyword.ts';
import { ROOT, vocabularyOf } from '../../../src/keepalived/vocabulary/vocabulary.ts';

/** Where a keyword stands, by its blocks; `CHECK` is any check. */
function keywordsAt(path: string): Vocabulary {
  const blocks = path.split('/').filter((name) => name !== '');
  return blocks.reduce((vocabulary, name) => {
    const inside = vocabulary[name] && vocabularyOf(vocabulary[name].takes);
    if (!inside) throw new Error(`no block ${name} in ${path}`);
    return inside;
  }, ROOT);
}

const REAL = 'virtual_server/real_server';

/** Rules of a file with `vrrp_strict off` and the like. */
const off = (keyword: string, version: string | undefined) =>
  lintFiles([{ file: 'a', text: `global_defs {\n ${keyword} off\n}\n` }], {
    profile: 'lan',
    ...(version === undefined ? {} : { version }),
  })
    .findings.map(({ rule }) => rule)
    .filter((rule) => rule === 'KA054' || rule === 'KA040');

it.each([
  ['vrrp_strict', undefined, ['KA040', 'KA054']],
  ['vrrp_strict', '2.2.7', ['KA040', 'KA054']],
  ['vrrp_strict', '2.3.3', []],
  ['vrrp_skip_check_adv_addr', '2.2.7', ['KA054']],
  ['vrrp_skip_check_adv_addr', '2.3.3', []],
  ['vrrp_check_unicast_src', '2.3.3', ['KA054']],
])('%s off of release %s', (keyword, version, rules) => {
  expect(off(keyword, version).sort()).toEqual(rules);
});

/** What a release lacks and what it has, by its ChangeLog, its release notes and the parsers that were at hand. */
const RELEASES: Readonly<Record<string, readonly (readonly [path: string, lacks: string, has: string])[]>> = {
  '1.3.5': [
    [
      'global_defs',
      `process_name vrrp_process_name umask nftables nftables_counters smtp_alert smtp_alert_vrrp no_email_faults
       vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier vrrp_netlink_cmd_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force
       vrrp_cpu_affinity vrrp_rt_priority vrrp_rlimit_rtime bfd_priority bfd_no_swap checker_log_all_failures
       lvs_flush_onstop dbus_service_name notify_fifo vrrp_startup_delay vrrp_min_garp random_seed startup_script
       vmac_prefix config_save_dir lvs_timeouts no_checker_emails rs_init_notifies process_monitor_rcv_bufs`,
      `smtp_helo_name vrrp_strict vrrp_skip_check_adv_addr vrrp_garp_interval vrrp_garp_lower_prio_repeat enable_dbus
       default_interface lvs_flush lvs_sync_daemon vrrp_iptables vrrp_ipsets snmp_socket enable_snmp_rfcv3
       vrrp_higher_prio_send_advert vrrp_no_swap checker_priority script_user`,
    ],
    [
      'vrrp_instance',
      `kernel_rx_buf_size use_ipvlan vrf mcast_dst_ip use_vmac_addr garp_extra_if linkbeat_use_polling track_file
       track_process notify_priority_changes unicast_ttl old_unicast_checksum`,
      'higher_prio_send_advert strict_mode promote_secondaries lower_prio_no_advert skip_check_adv_addr notify_stop use_vmac',
    ],
    ['vrrp_sync_group', 'track_script track_interface track_file sync_group_tracking_weight', 'group notify'],
    ['virtual_server', 'smtp_alert retry warmup mh-port snmp_name', 'delay_loop lb_algo quorum sorry_server'],
    [REAL, 'lvs_method delay_loop smtp_alert virtualhost BFD_CHECK UDP_CHECK', 'weight DNS_CHECK notify_up'],
    [`${REAL}/HTTP_GET`, 'bind_if enable_sni fast_recovery http_protocol delay_loop', 'nb_get_retry warmup'],
    ['', 'linkbeat_interfaces garp_group track_group bfd_instance interface_up_down_delays', 'static_rules'],
  ],
  '2.0.10': [
    [
      'global_defs',
      'nftables process_name vrrp_cpu_affinity checker_log_all_failures vrrp_min_garp lvs_flush_onstop log_unknown_vrids',
      'umask vrrp_rx_bufs_policy vrrp_netlink_cmd_rcv_bufs vrrp_rt_priority smtp_alert dynamic_interfaces bfd_priority',
    ],
    ['vrrp_instance', 'use_ipvlan track_process unicast_ttl', 'track_file track_bfd kernel_rx_buf_size'],
    [`${REAL}/HTTP_GET`, 'fast_recovery http_protocol log_all_failures', 'enable_sni bind_if delay_loop'],
    [`${REAL}/HTTP_GET/url`, 'tls_compliant', 'regex regex_stack virtualhost'],
    ['', 'vrrp_track_process linkbeat_interfaces track_file', 'vrrp_track_file garp_group track_group'],
  ],
  '2.1.5': [
    [
      'global_defs',
      `vmac_prefix vmac_addr_prefix config_save_dir tmp_config_directory vrrp_garp_extra_if vrrp_vmac_garp_intvl
       data_use_instance reload_file include_check json_version state_dump_file vrrp_down_timer_adverts`,
      'process_names nftables_priority vrrp_rlimit_rttime startup_script max_auto_priority lvs_flush_on_stop',
    ],
    ['vrrp_instance', 'garp_extra_if vmac_garp_intvl down_timer_adverts', 'unicast_ttl use_ipvlan'],
    ['vrrp_track_process', '', 'param_match full_command quorum_max'],
    [`${REAL}/HTTP_GET`, 'tls_compliant auth', 'fast_recovery http_protocol log_all_failures'],
    ['bfd_instance', 'multihop', 'max_hops min_rx'],
    ['', 'interface_up_down_delays', 'linkbeat_interfaces'],
  ],
};

describe.each(Object.entries(RELEASES))('keepalived %s', (release, table) => {
  it.each(table)('in "%s" lacks and has what its sources say', (path, lacks, has) => {
    const vocabulary = keywordsAt(path);
    const verdict = (words: string) =>
      words
        .split(/\s+/)
        .filter((word) => word !== '')
        .map((word) => {
          const keyword = vocabulary[word];
          const known = keyword?.since === undefined || mayBeAtLeast(release, keyword.since);
          return keyword === undefined ? `${word} nowhere` : `${word} ${known}`;
        });
    expect(verdict(lacks).filter((each) => !each.endsWith(' false'))).toEqual([]);
    expect(verdict(has).filter((each) => !each.endsWith(' true'))).toEqual([]);
  });
});
