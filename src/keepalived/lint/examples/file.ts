import type { Examples } from './example.ts';
import { GOOD } from './good.ts';

const INSTANCE = GOOD.slice(GOOD.indexOf('\nvrrp_instance')).replace('VI_51', 'VI_52');
const SECOND = INSTANCE.replace('172.16.16.12', '172.16.16.13');
const PREEMPTING = SECOND.replace('virtual_router_id 51', 'virtual_router_id 52').replace(
  '    nopreempt\n',
  '',
);
const COUNTING = '    sync_group_tracking_weight\n';
const END = 'notify"\n}\n';
const global = (line: string) => ['    script_user', `    ${line}\n    script_user`] as const;
const own = (line: string) => ['    nopreempt', `    ${line}\n    nopreempt`] as const;
const addresses = (count: number): string =>
  Array.from({ length: count }, (_, index) => `172.16.16.${12 + index}`).join('\n        ');

/** Examples of the rules that one file is enough for. */
export const FILE_EXAMPLES: Examples = {
  KA001: { bad: [['    router_id', '\u00A0\u00A0\u00A0 router_id']] },
  KA002: { bad: [[END, `${END}}\n`]] },
  KA003: { bad: [['router_id', 'routerid']] },
  KA004: { bad: [['router_id node-a', 'router_id']] },
  KA005: { bad: [['priority 250\n    advert_int 1', 'priority 250 advert_int 1']] },
  KA006: { bad: [['priority 250', 'priority 250 // high']] },
  KA007: { bad: [['node-a', `node-${'a'.repeat(1000)}`]] },
  KA009: { bad: [global('vrrp_garp_interval 0')] },
  KA010: { bad: [['    track_script', '    track_interface {\n        eth0\n    }\n    track_script']] },
  KA011: { bad: [['nopreempt\n', 'nopreempt\n    preempt_delay 10\n']] },
  KA012: { bad: [['state BACKUP', 'state MASTER']] },
  KA014: { bad: [['priority 250', 'priority 255']] },
  KA020: {
    bad: [['    unicast_src_ip 172.16.16.5\n    unicast_peer {\n        172.16.16.6\n    }\n', '']],
  },
  KA021: { bad: [['        172.16.16.6\n', '']] },
  KA023: { bad: [['        172.16.16.6', '        172.16.16.5']] },
  KA026: {
    both: [[END, END + SECOND.replace('virtual_router_id 51', 'virtual_router_id 52')]],
    bad: [['virtual_router_id 52', 'virtual_router_id 51']],
  },
  KA040: { bad: [global('vrrp_strict')] },
  KA041: { bad: [own('no_accept')] },
  KA044: { bad: [['    garp_master_refresh 5\n', '']] },
  KA045: {
    both: [['        172.16.16.12', `        ${addresses(2)}`], global('vrrp_garp_master_repeat 1')],
    bad: [['    vrrp_garp_master_repeat 1\n', '']],
  },
  KA046: {
    both: [['        172.16.16.12', `        ${addresses(5)}`], global('vrrp_garp_master_repeat 1')],
    bad: [['172.16.16.16\n', '172.16.16.16\n        172.16.16.17\n']],
  },
  KA048: { bad: [['172.16.16.12', '172.16.16.6']] },
  KA049: {
    both: [[END, END + SECOND.replace('virtual_router_id 51', 'virtual_router_id 52')]],
    bad: [['172.16.16.13', '172.16.16.12']],
  },
  KA052: { bad: [['172.16.16.12', '172.16.16.12/24']] },
  KA053: { bad: [['    vrrp_skip_check_adv_addr\n', '']] },
  KA054: { bad: [own('skip_check_adv_addr off')] },
  KA060: { bad: [['k7Rw2xQz', 'k7Rw2xQz9ab']] },
  KA061: { bad: [['k7Rw2xQz', 'k7Rw!2xQz']] },
  KA062: { bad: [['k7Rw2xQz', '1111']] },
  KA063: { bad: [global('vrrp_version 3')] },
  KA070: { bad: [['        service\n', '        servce\n']] },
  KA074: { bad: [['    enable_script_security\n', '']] },
  KA077: { bad: [['timeout 1', 'timeout 2']] },
  KA078: { bad: [['    init_fail\n', '']] },
  KA079: {
    bad: [['"/usr/libexec/keepalived/check"', '"/usr/bin/pgrep -x mysqld_safe_wrapper"']],
  },
  KA087: { bad: [global('smtp_server 192.168.200.1')] },
  KA090: { bad: [['priority 250', 'priority 2500']] },
  KA091: { bad: [['global_defs', 'include other.conf\n\nglobal_defs']] },
  KA092: { bad: [['    virtual_router_id 51\n', '']] },
  KA093: { bad: [['advert_int 1', 'advert_int 1.5']] },
  KA094: { bad: [['        172.16.16.6\n', '        172.16.16.6\n        172.16.16.6\n']] },
  KA095: { bad: [['        172.16.16.6', '        fd00::6']] },
  KA096: {
    both: [
      ['    nopreempt\n', ''],
      ['        service\n', '        service weight -20\n'],
      [
        END,
        `${END}${PREEMPTING}\nvrrp_sync_group both {\n${COUNTING}    group {\n        VI_51\n        VI_52\n    }\n}\n`,
      ],
    ],
    bad: [[COUNTING, '']],
  },
  KA097: { bad: [['priority 250', 'priority {{ priority }}']] },
  KA098: {
    both: [['k7Rw2xQz', '1111 # havip-lint-disable KA062: a lab without a network']],
    bad: [['KA062: a lab without a network', 'KA062']],
  },
  KA099: { bad: [global('vrrp_rt_priority 50')] },
  KA100: {
    both: [
      [
        '    nopreempt\n',
        '    nopreempt\n    virtual_routes {\n        10.9.0.0/16 via 172.16.16.1 dev eth0\n    }\n',
      ],
    ],
    bad: [['172.16.16.1 dev eth0', '172.16.16.1']],
  },
};
