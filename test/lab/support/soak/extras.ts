import type { PairPlace } from './pair.ts';

/** Lines of one node's configuration, by where they stand; addresses as lines of `virtual_ipaddress`. */
export interface Parts {
  readonly globals?: readonly string[];
  readonly before?: readonly string[];
  readonly instance?: readonly string[];
  readonly addresses?: readonly string[];
  readonly after?: readonly string[];
  /** Further files by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The text of `/etc/sysconfig/keepalived`. */
  readonly options?: string;
  /** Run on the machine before keepalived starts. */
  readonly program?: string;
}

interface Context {
  readonly place: PairPlace;
  readonly index: number;
  /** The name of the instance that serves the pair's address. */
  readonly name: string;
}

const CHECK = '/etc/keepalived/check.sh';

/** What a hand-made pair may do beyond the least; each machine has its own lines of it. */
export const EXTRAS = {
  check: () => check('chk_web', `"${CHECK}"`, 'interval 2', 'weight 0'),
  pidof: () => check('chk_ssh', '"/usr/bin/pidof sshd"', 'interval 1', 'fall 2', 'rise 2'),
  killall: () => check('chk_init', '"/bin/kill -0 1"', 'interval 2'),
  port: () => check('chk_port', `"/bin/bash -c '</dev/tcp/127.0.0.1/22'"`, 'interval 3', 'timeout 2'),
  lighter: () => check('chk_light', `"${CHECK} light"`, 'interval 2', 'weight -20'),
  heavier: () => check('chk_heavy', `"${CHECK} heavy"`, 'interval 2', 'weight 5'),
  interfaces: () => ({ instance: block('track_interface', 'eth0', 'lo') }),
  file: () => ({
    before: ['vrrp_track_file maint {', '  file "/etc/keepalived/maint"', '}'],
    instance: block('track_file', 'maint weight 1'),
    files: { '/etc/keepalived/maint': '0\n' },
  }),
  'fails on the standby': ({ index }: Context) => failing(index === 0, 'chk_fails', 'interval 1', 'fall 1'),
  'fails on the primary, lighter': ({ index }: Context) =>
    failing(index !== 0, 'chk_less', 'interval 1', 'fall 1', 'weight -3'),
  'check by its user': () => ({
    globals: ['enable_script_security', 'script_user root'],
    ...check('chk_user', `"${CHECK}"`, 'interval 2', 'user root'),
  }),
  process: () => ({
    before: ['vrrp_track_process ssh {', '  process sshd', '  delay 1', '}'],
    instance: block('track_process', 'ssh weight 2'),
  }),
  'heavy interface': () => ({ instance: block('track_interface', 'eth0 weight 4') }),
  notify: () => ({ instance: [`  notify_master "${CHECK} master"`, `  notify_fault "${CHECK} fault"`] }),
  'notify all': () => ({ instance: [`  notify "${CHECK} all"`] }),
  'notify stop': () => ({ instance: [`  notify_stop "${CHECK} stop"`, `  notify_backup "${CHECK} backup"`] }),
  pipe: () => ({ globals: ['vrrp_notify_fifo /run/vrrp.fifo'] }),
  mail: () => ({
    globals: ['notification_email {', '  ops@example.com', '}', 'smtp_server 127.0.0.1', 'smtp_alert'],
  }),
  second: (context: Context) => ({ after: second(context) }),
  crossed: (context: Context) => ({ after: second(context, 90 + 10 * context.index, []) }),
  'crossed, stays': (context: Context) => ({ after: second(context, 90 + 10 * context.index) }),
  'second v6': (context: Context) => ({ after: sixth(context) }),
  include: (context: Context) => ({
    after: ['include conf.d/*.conf'],
    files: { '/etc/keepalived/conf.d/more.conf': `${second(context).join('\n')}\n` },
  }),
  'sync group': (context: Context) => ({
    before: ['vrrp_sync_group BOTH {', ...block('group', context.name, 'VI_2'), '}'],
    after: second(context),
  }),
  'group of one': ({ name }: Context) => ({
    before: ['vrrp_sync_group ONE {', ...block('group', name), '}'],
  }),
  'group that checks': ({ name }: Context) => ({
    before: [
      ...(check('chk_group', `"${CHECK}"`, 'interval 2').before ?? []),
      'vrrp_sync_group CHECKS {',
      ...block('group', name),
      ...block('track_script', 'chk_group'),
      '}',
    ],
  }),
  routes: () => ({ instance: block('virtual_routes', '192.0.2.0/24 dev eth0') }),
  rules: () => ({ instance: block('virtual_rules', 'from 192.0.2.7 table 100') }),
  delay: () => ({ globals: ['vrrp_startup_delay 0.1'] }),
  'static v6': () => ({ before: ['static_ipaddress {', '  fd00:16::7/64 dev eth0', '}'] }),
  'machine v6': ({ index }: Context) => ({ program: `ip -6 addr add fd00:16::${index + 1}/64 dev eth0` }),
  'excluded v6': ({ place }: Context) => ({
    instance: block('virtual_ipaddress_excluded', `fd00:16::${100 + place.routerId}/64`),
  }),
  'excluded v4': (context: Context) => ({
    instance: block('virtual_ipaddress_excluded', `${more(context, 3)}/20`),
  }),
  'address in full': ({ place }: Context) => ({
    addresses: [`${more({ place }, 3)}/20 brd + dev eth0 scope global`],
  }),
  'mcast source': ({ place, index }: Context) => ({
    instance: [`  mcast_src_ip ${place.privateIps[index]}`],
  }),
  'own group': () => ({ globals: ['vrrp_mcast_group4 224.0.0.200'] }),
  'a peer itself': ({ place, index }: Context) => ({
    instance: block('unicast_peer', ...place.privateIps.filter((_each, at) => at === index)),
  }),
  words: () => ({
    globals: ['enable_traps', 'vrrp_priority -10', 'checker_log_all_failures', 'dynamic_interfaces'],
    instance: ['  debug 2', '  dont_track_primary', '  accept'],
  }),
  'an address more': (context: Context) => ({ addresses: [more(context, 0)] }),
  'two addresses more': (context: Context) => ({
    addresses: [`${more(context, 1)}/20`, `${more(context, 2)}/20 dev eth0 label eth0:2`],
  }),
  'other network': ({ place }: Context) => ({ addresses: [`192.0.2.${place.routerId}/24 dev eth0`] }),
  vmac: () => ({ instance: ['  use_vmac', '  vmac_xmit_base'] }),
  strict: () => ({ globals: ['vrrp_strict'] }),
  'garp tuned': () => ({ globals: ['vrrp_garp_master_refresh 60', 'vrrp_garp_master_repeat 2'] }),
  'down timer': () => ({ instance: ['  down_timer_adverts 2'] }),
  'preempt delay': () => ({ instance: ['  preempt_delay 5'] }),
  ipvs: () => ({
    after: ['virtual_server 10.9.9.9 80 {', '  lb_kind NAT', '  protocol TCP', '}'],
  }),
  elsewhere: () => ({ options: 'KEEPALIVED_OPTIONS="-D -f /etc/keepalived/ha.conf"' }),
} as const satisfies Readonly<Record<string, (context: Context) => Parts>>;

export type Extra = keyof typeof EXTRAS;

/** All of them, to draw from. */
export const ALL_EXTRAS = Object.keys(EXTRAS) as readonly Extra[];

/** The lines of some of them, where they stand together. */
export function partsOf(extras: readonly Extra[], context: Context): Required<Parts> {
  const parts: readonly Parts[] = extras.map((extra) => EXTRAS[extra](context));
  const lines = (of: 'globals' | 'before' | 'instance' | 'addresses' | 'after') =>
    parts.flatMap((part) => part[of] ?? []);
  return {
    globals: lines('globals').map((line) => `  ${line}`),
    before: lines('before'),
    instance: lines('instance'),
    addresses: lines('addresses').map((line) => `    ${line}`),
    after: lines('after'),
    files: Object.assign({}, ...parts.map(({ files }) => files ?? {})) as Record<string, string>,
    options: parts.find(({ options }) => options !== undefined)?.options ?? 'KEEPALIVED_OPTIONS="-D"',
    program: parts.flatMap(({ program }) => program ?? []).join('\n'),
  };
}

function check(name: string, script: string, ...lines: readonly string[]): Parts {
  return {
    before: [`vrrp_script ${name} {`, `  script ${script}`, ...lines.map((line) => `  ${line}`), '}'],
    instance: block('track_script', name),
  };
}

/** A check of which each node has its own answer. */
function failing(works: boolean, name: string, ...lines: readonly string[]): Parts {
  const path = `/etc/keepalived/${name}.sh`;
  return {
    ...check(name, `"${path}"`, ...lines),
    files: { [path]: `#!/bin/sh\nexit ${works ? 0 : 1}\n` },
  };
}

function block(keyword: string, ...lines: readonly string[]): readonly string[] {
  return [`  ${keyword} {`, ...lines.map((line) => `    ${line}`), '  }'];
}

/** Another instance, which serves another address. */
function second(
  { place, index }: Context,
  priority = 100 - index,
  stays: readonly string[] = ['  nopreempt'],
): readonly string[] {
  const peers = place.privateIps.filter((_address, other) => other !== index);
  return [
    'vrrp_instance VI_2 {',
    '  state BACKUP',
    '  interface eth0',
    `  virtual_router_id ${place.routerId + 50}`,
    `  priority ${priority}`,
    ...stays,
    `  unicast_src_ip ${place.privateIps[index]}`,
    ...block('unicast_peer', ...peers),
    ...block('virtual_ipaddress', place.address.replace(/\.\d+$/, `.${200 + place.routerId}`)),
    '}',
  ];
}

/** Another instance, of IPv6. */
function sixth({ place, index }: Context): readonly string[] {
  return [
    'vrrp_instance VI_6 {',
    '  state BACKUP',
    '  interface eth0',
    `  virtual_router_id ${place.routerId + 60}`,
    `  priority ${100 - index}`,
    ...block('virtual_ipaddress', `fe80::16:${place.routerId}`, `fd00:16::${200 + place.routerId}/64`),
    '}',
  ];
}

/** A further address of the pair. */
function more({ place }: Pick<Context, 'place'>, number: number): string {
  return place.address.replace(/\.\d+$/, `.${100 + 4 * place.routerId + number}`);
}
