import {
  address,
  anything,
  block,
  bytes,
  choice,
  decimal,
  each,
  entries,
  flag,
  integer,
  namedBlock,
  present,
  script,
  since,
  sinceAll,
  type Vocabulary,
  words,
} from './keyword.ts';

/** The longest time that keepalived counts in microseconds, in seconds. */
const LONGEST = 18_446_744_073_709;

/** Times of checks, in seconds. */
const TIMES: Vocabulary = {
  ...each(decimal(0, LONGEST), 'delay_before_retry', 'warmup'),
  delay_loop: since('2.0.0', decimal(0.000_001, LONGEST)),
};

const COMMON: Vocabulary = {
  ...TIMES,
  retry: integer(),
  alpha: since('2.0.0', flag),
  log_all_failures: since('2.0.11', flag),
};

/** What every check that opens a connection takes. */
const CONNECTION: Vocabulary = {
  ...COMMON,
  ...each(address, 'connect_ip', 'bindto'),
  ...each(integer(1, 65_535), 'connect_port', 'bind_port'),
  bind_if: since('1.3.7', words()),
  connect_timeout: decimal(0.000_001),
  fwmark: integer(),
};

const URL: Vocabulary = {
  path: words(),
  digest: words(),
  status_code: { takes: { kind: 'statuses' }, optional: true },
  virtualhost: since('1.3.6', words()),
  ...each(since('2.0.7', words()), 'regex', 'regex_options'),
  regex_no_match: since('2.0.7', anything),
  ...each(since('2.0.7', integer()), 'regex_min_offset', 'regex_max_offset'),
  regex_stack: since('2.0.7', words()),
  tls_compliant: since('2.2.8', flag),
};

const HTTP: Vocabulary = {
  ...CONNECTION,
  nb_get_retry: integer(),
  virtualhost: words(),
  http_protocol: since('2.0.17', words()),
  enable_sni: since('1.4.3', anything),
  fast_recovery: since('2.0.17', anything),
  url: block(URL),
  tls_compliant: since('2.2.8', flag),
  auth: since('2.3.2', anything),
};

const SMTP: Vocabulary = {
  ...CONNECTION,
  helo_name: words(),
  host: block(CONNECTION),
};

const CHECKS: Vocabulary = {
  ...each(block(HTTP), 'HTTP_GET', 'SSL_GET'),
  SMTP_CHECK: block(SMTP),
  TCP_CHECK: block(CONNECTION),
  MISC_CHECK: block({
    ...COMMON,
    misc_path: script,
    misc_timeout: decimal(),
    misc_dynamic: anything,
    user: since('1.3.0', words()),
  }),
  DNS_CHECK: since('1.3.0', block({ ...CONNECTION, type: words(), name: words() })),
  BFD_CHECK: since('2.0.0', block({ name: words(), alpha: flag })),
  UDP_CHECK: since(
    '2.1.4',
    block({
      ...CONNECTION,
      payload: bytes,
      require_reply: anything,
      ...each(integer(0, 65_535), 'min_reply_length', 'max_reply_length'),
    }),
  ),
  PING_CHECK: since('2.1.4', block(CONNECTION)),
  FILE_CHECK: since('2.1.4', block({ ...COMMON, track_file: words(), weight: words() })),
};

const FORWARDING = choice('NAT', 'DR', 'TUN');

/** What the checks of a server share, where it is said once for all of them. */
const SHARED_BY_CHECKS: Vocabulary = sinceAll('2.0.0', {
  ...TIMES,
  retry: integer(1),
  connect_timeout: decimal(0.000_001),
  smtp_alert: flag,
});

const REAL_SERVER: Vocabulary = {
  ...SHARED_BY_CHECKS,
  ...CHECKS,
  weight: integer(0, 2_147_483_647),
  lvs_method: since('1.3.6', FORWARDING),
  ...each(integer(), 'uthreshold', 'lthreshold'),
  inhibit_on_failure: flag,
  alpha: since('2.0.0', flag),
  ...each(script, 'notify_up', 'notify_down'),
  virtualhost: since('1.3.6', words()),
  snmp_name: since('2.1.0', words()),
};

const VIRTUAL_SERVER: Vocabulary = {
  ...SHARED_BY_CHECKS,
  delay_loop: decimal(0.000_001),
  ip_family: choice('inet', 'inet6'),
  ...each(
    choice('rr', 'wrr', 'lc', 'wlc', 'lblc', 'sh', 'mh', 'dh', 'fo', 'ovf', 'lblcr', 'sed', 'nq', 'twos'),
    'lb_algo',
    'lvs_sched',
  ),
  ...each(
    present,
    'hashed',
    'ops',
    'flag-1',
    'flag-2',
    'flag-3',
    'sh-port',
    'sh-fallback',
    'ha_suspend',
    'alpha',
    'omega',
    'sorry_server_inhibit',
  ),
  ...each(since('2.0.20', present), 'mh-port', 'mh-fallback'),
  inhibit_on_failure: since('2.0.0', present),
  ...each(FORWARDING, 'lb_kind', 'lvs_method'),
  sorry_server_lvs_method: since('1.3.6', FORWARDING),
  persistence_engine: words(),
  persistence_timeout: { takes: { kind: 'integer', min: 1, max: 2_678_400 }, optional: true },
  persistence_granularity: words(),
  protocol: { takes: { kind: 'choice', values: ['TCP', 'UDP', 'SCTP'], anyCase: true } },
  virtualhost: words(),
  snmp_name: since('2.1.0', words()),
  ...each(script, 'quorum_up', 'quorum_down'),
  quorum: integer(1),
  hysteresis: integer(),
  weight: integer(1, 2_147_483_647),
  sorry_server: words(),
  real_server: { takes: { kind: 'block', names: [1, 2], keywords: REAL_SERVER } },
};

/** The blocks of the load balancer, from the parsers of 2.2.7 and the releases' notes. */
export const SERVER_BLOCKS: Vocabulary = {
  virtual_server: { takes: { kind: 'block', names: [1, 2], keywords: VIRTUAL_SERVER } },
  virtual_server_group: { takes: { kind: 'entries', names: [1, 1] } },
  SSL: block(each(words(), 'password', 'ca', 'certificate', 'key')),
};

/** Bidirectional forwarding detection; min_rx and its like are milliseconds. */
export const BFD_INSTANCE = since(
  '2.0.0',
  namedBlock({
    ...each(address, 'source_ip', 'neighbor_ip', 'neighbour_ip'),
    ...each(decimal(1, 4_294_967), 'min_rx', 'min_tx'),
    idle_tx: decimal(1000, 4_294_967),
    multiplier: integer(1, 255),
    passive: present,
    ...each(integer(1, 255), 'ttl', 'hoplimit'),
    max_hops: integer(-1, 255),
    multihop: since('2.2.8', flag),
    weight: since('2.0.0', words()),
    ...each(present, 'vrrp', 'checker'),
  }),
);

export const GROUP_BLOCKS: Vocabulary = {
  garp_group: since(
    '1.4.2',
    block({
      ...each(decimal(), 'garp_interval', 'gna_interval'),
      interface: words(),
      interfaces: entries,
    }),
  ),
  track_group: since('2.0.3', namedBlock({ group: entries })),
};
