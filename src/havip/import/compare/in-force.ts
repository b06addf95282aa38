import { advertMs } from '../../../keepalived/daemon/timers.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { isOn } from '../../../keepalived/meaning/settings.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';

/** Settings for all instances, by the one of an instance that they stand in for. */
export const GLOBAL_OF: Readonly<Record<string, string>> = {
  vrrp_version: 'version',
  vrrp_strict: 'strict_mode',
  vrrp_skip_check_adv_addr: 'skip_check_adv_addr',
  vrrp_check_unicast_src: 'check_unicast_src',
  vrrp_down_timer_adverts: 'down_timer_adverts',
  vrrp_garp_master_delay: 'garp_master_delay',
  vrrp_garp_master_repeat: 'garp_master_repeat',
  vrrp_garp_master_refresh: 'garp_master_refresh',
  vrrp_garp_master_refresh_repeat: 'garp_master_refresh_repeat',
  vrrp_garp_lower_prio_delay: 'garp_lower_prio_delay',
  vrrp_garp_lower_prio_repeat: 'garp_lower_prio_repeat',
  vrrp_lower_prio_no_advert: 'lower_prio_no_advert',
  vrrp_higher_prio_send_advert: 'higher_prio_send_advert',
  smtp_alert_vrrp: 'smtp_alert',
};

type InForce = (instance: InstanceView, globals: readonly ConfigNode[]) => string;

/** What some settings come to, where that is not what stands there. */
export const IN_FORCE: Readonly<Record<string, InForce>> = {
  advert_int: ({ version, advertInt }) => String(advertMs({ version, advertInt }) / 1000),
  unicast_src_ip: ({ sourceIp }) => sourceIp?.value.split('/')[0] ?? '',
  version: ({ version }) => String(version),
  auth_pass: ({ authentication }) =>
    Buffer.from(authentication?.pass?.value ?? '')
      .subarray(0, 8)
      .toString('latin1'),
  smtp_alert: ({ body }, globals) =>
    (
      body.some(({ words }) => words[0].text === 'smtp_alert')
        ? isOn(body, 'smtp_alert')
        : isOn(globals, 'smtp_alert_vrrp')
    )
      ? 'on'
      : 'off',
};

/** What keepalived does where nothing is said, by what it is about. */
export const DEFAULTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'instance state': 'BACKUP',
    'instance priority': '100',
    'instance advert_int': '1',
    'instance version': '2',
    'instance preempt_delay': '0',
    'instance down_timer_adverts': '3',
    'instance garp_master_delay': '5',
    'instance garp_master_repeat': '5',
    'instance garp_master_refresh': '0',
    'instance garp_master_refresh_repeat': '1',
    'instance unicast_ttl': '255',
    'instance smtp_alert': 'off',
    'instance debug': '0',
    'check interval': '1',
    'check weight': '0',
    'check fall': '1',
    'check rise': '1',
    'check user': 'root',
    'track_process weight': '0',
    'track_process quorum': '1',
    'track_file weight': '1',
    'global smtp_connect_timeout': '30',
    'global smtp_alert': 'off',
    'global vrrp_garp_interval': '0',
    'global vrrp_gna_interval': '0',
  }),
);
