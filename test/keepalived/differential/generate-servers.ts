import fc from 'fast-check';
import { blockOf, entries, insideOf, mostly, oneOf, several, statements, type Text } from './draw.ts';

/** What is about this machine, or of which one setting depends on another one. */
const ELSEWHERE =
  /script|notify|path$|snmp|namespace|smtp|sorry_server|hashed|ops|flag-|sh-|mh-|persistence|connect_ip|bind|digest|regex|track_file|payload|reply|user|quorum_|lvs_method|lb_|lvs_sched|protocol|ip_family|fwmark$|weight$|hysteresis$|threshold|quorum$/;

/** Lines of a block and of the blocks in it, each further in. */
const block = (head: string, lines: readonly string[]): string =>
  [`${head} {`, ...lines.map((line) => line.replaceAll(/^/gm, '    ')), '}'].join('\n');

const server = blockOf('virtual_server');
const real = insideOf(server, 'real_server');

const url = mostly(
  oneOf(['path /', 'path /health\nstatus_code 200', 'path "/a b"\nstatus_code 200-299']),
  oneOf(['status_code 200', 'path', 'path /\nstatus_code abc']),
).map((lines) => block('url', lines.split('\n')));

const settingsOf = (check: string, most: number) =>
  several(statements(insideOf(real, check), ELSEWHERE), most);

const check: Text = fc.oneof(
  settingsOf('TCP_CHECK', 3).map((lines) => block('TCP_CHECK', lines)),
  fc.tuple(url, settingsOf('HTTP_GET', 3)).map(([where, lines]) => block('HTTP_GET', [where, ...lines])),
  fc
    .tuple(fc.array(url, { maxLength: 2 }), settingsOf('SSL_GET', 2))
    .map(([where, lines]) => block('SSL_GET', [...where, ...lines])),
  settingsOf('SMTP_CHECK', 2).map((lines) => block('SMTP_CHECK', lines)),
  settingsOf('PING_CHECK', 2).map((lines) => block('PING_CHECK', lines)),
  fc
    .tuple(
      mostly(oneOf(['misc_path /etc/keepalived/check']), oneOf(['misc_path', ''])),
      settingsOf('MISC_CHECK', 2),
    )
    .map(([path, lines]) => block('MISC_CHECK', [path, ...lines])),
  oneOf(['TPC_CHECK {\n}', 'TCP_CHECK', 'tcp_check {\n}']),
);

const realServer: Text = fc
  .tuple(
    mostly(
      oneOf(['10.1.0.6 80', '10.1.0.7 8080']),
      oneOf(['10.1.0.6 0', '10.1.0.600 80', '10.1.0.6 http', '']),
    ),
    several(statements(real, ELSEWHERE), 3),
    fc.array(check, { maxLength: 2 }),
  )
  .map(([name, lines, checks]) => block(`real_server ${name}`, ['weight 1', ...lines, ...checks]));

const virtualServer: Text = fc
  .tuple(
    mostly(
      oneOf(['10.1.0.9 80', 'group G', '10.1.0.10 443']),
      oneOf(['10.1.0.9 70000', 'group nosuch', '10.1.0.9/24 80', 'fwmark x', 'group', '10.1.0 80']),
    ),
    mostly(oneOf(['rr', 'wlc', 'sh']), oneOf(['RR', 'random', ''])),
    mostly(oneOf(['NAT', 'DR', 'TUN']), oneOf(['nat', 'x', ''])),
    mostly(oneOf(['TCP', 'udp']), oneOf(['ICMP', ''])),
    several(statements(server, ELSEWHERE), 4),
    fc.array(realServer, { minLength: 1, maxLength: 2 }),
  )
  .map(([name, algorithm, kind, protocol, lines, reals]) =>
    block(`virtual_server ${name}`, [
      ...[`lb_algo ${algorithm}`, `lb_kind ${kind}`, `protocol ${protocol}`],
      ...[...lines, ...reals],
    ]),
  );

const group = entries(
  'virtual_server_group G',
  mostly(
    oneOf(['10.1.0.20 80', '10.1.0.21-25 80', '10.1.0.26 443']),
    oneOf(['10.1.0.300 80', '10.1.0.20 x', 'fwmark', 'fwmark 9x']),
  ),
);

const bfd: Text = fc
  .tuple(
    mostly(
      oneOf(['neighbor_ip 10.1.0.6', 'neighbour_ip 10.1.0.7']),
      oneOf(['neighbor_ip x', 'min_tx 50', 'neighbor_ip']),
    ),
    several(
      statements(blockOf('bfd_instance'), /address|_ip|max_hops|ttl|hoplimit|multihop|vrrp|checker/),
      3,
    ),
  )
  .map(([neighbour, lines]) => block('bfd_instance B', [neighbour, ...lines]));

const route = mostly(
  oneOf([
    '10.9.0.0/16 via 10.1.0.1 dev eth1',
    '10.8.0.0/16 dev eth1 metric 5',
    'blackhole 10.7.0.0/16',
    'src 10.1.0.5 10.6.0.0/24 via 10.1.0.1',
  ]),
  oneOf([
    '10.9.0.0/16 vai 10.1.0.1',
    '10.9.0.0/16 via',
    '10.9.0.0/33 dev eth1',
    '10.9.0.0/16 metric x dev eth1',
    '10.9.0.0/16 via fd00::1 dev eth1',
  ]),
);
const rule = mostly(
  oneOf([
    'from 10.9.0.0/16 table 100 preference 100',
    'to 10.8.0.0/16 lookup main priority 7',
    'from 10.7.0.1 blackhole preference 9',
  ]),
  oneOf([
    'from 10.9.0.0/16 table 100',
    'from 10.9.0.0/16 preference 100',
    'form 10.9.0.0/16 table 100 preference 1',
    'from table 100 preference 1',
  ]),
);

const statics: Text = fc.oneof(
  entries(
    'static_ipaddress',
    mostly(
      oneOf(['10.1.0.77/24 dev eth1', '10.1.0.78 dev eth1 scope link']),
      oneOf(['10.1.0.777 dev eth1', '10.1.0.77/24 dev']),
    ),
  ),
  entries('static_routes', route),
  entries('static_rules', rule),
);

const tracked: Text = fc
  .tuple(
    entries('virtual_routes', route),
    entries('virtual_rules', rule),
    mostly(oneOf(['F', 'F weight 10']), oneOf(['nosuch', 'F weigth 10'])),
  )
  .map(([routes, rules, file]) =>
    [
      'track_file F {\n    file /etc/keepalived/check\n}',
      block('vrrp_instance R', [
        ...['interface eth1', 'virtual_router_id 9', 'virtual_ipaddress {\n10.1.0.30\n}'],
        ...[routes, rules, `track_file {\n${file}\n}`],
      ]),
    ].join('\n'),
  );

/** The blocks beside VRRP: the load balancer with its checks, BFD, static addresses, routes and rules. */
export const besideVrrp: Text = fc
  .tuple(
    fc.option(group, { nil: '' }),
    fc.array(virtualServer, { maxLength: 2 }),
    fc.option(bfd, { nil: '' }),
    fc.array(statics, { maxLength: 2 }),
    fc.option(tracked, { nil: '' }),
  )
  .map(([named, servers, neighbour, fixed, watching]) =>
    [
      'global_defs {\n    enable_script_security\n    script_user root\n}',
      ...[named, ...servers, neighbour, ...fixed, watching],
    ].join('\n'),
  );
