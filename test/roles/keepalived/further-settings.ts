/** Settings beyond those that every cluster has, each kind once; the golden texts are of the others. */
export const FURTHER_SETTINGS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [
    'several checks',
    {
      checks: [
        { name: 'chk_nginx', process: 'nginx', fall: 2, rise: 1 },
        { name: 'chk-port', tcp: 80, interval: '3s', timeout: '2s' },
        { name: 'chk.script', script: '/bin/true -x "a b"' },
      ],
    },
  ],
  ['a check of another user', { checks: [{ name: 'chk', tcp: 80, user: 'nobody' }] }],
  [
    'weights',
    {
      preempt: true,
      checks: [
        { name: 'lowers', tcp: 80, weight: -20 },
        { name: 'fault', http: 'http://127.0.0.1/' },
      ],
      track_interface: [{ interface: 'eth1', weight: -30 }],
    },
  ],
  ['interfaces', { track_interface: ['eth1', { interface: 'eth2', weight: 0 }] }],
  [
    'processes',
    {
      track_process: [
        { name: 'web', process: 'nginx', quorum: 2, quorum_max: 9, delay: '3s' },
        { name: 'app', process: '/usr/bin/app --serve', param_match: 'initial' },
        { name: 'none', process: 'stress', quorum: 1, quorum_max: 0, full_command: true },
      ],
    },
  ],
  [
    'files',
    {
      track_file: [
        { name: 'drain', file: '/var/lib/drain', init_file: 0 },
        { name: 'other', file: '/var/lib/other' },
      ],
    },
  ],
  [
    'addresses of all kinds',
    {
      address: undefined,
      addresses: [
        '172.16.16.12',
        { address: '172.16.16.13', prefix: 32, brd: '172.16.31.255', label: 'eth0:vip', scope: 'global' },
        { address: '172.16.16.14', dev: 'eth1', no_track: true, noprefixroute: true },
      ],
      excluded_addresses: ['172.16.16.20', { address: 'fd00::7', prefix: 64 }],
    },
  ],
  [
    'routes and rules',
    {
      virtual_routes: [
        'to 10.1.0.0/16 via 172.16.16.1 dev eth0',
        '10.2.0.0/16 dev eth0 scope link table 100',
      ],
      virtual_rules: ['from 172.16.16.12 table 100 priority 500'],
    },
  ],
  ['multicast', { multicast: true }],
  ['multicast to a group of its own, fast', { multicast: '239.7.7.7', profile: 'fast' }],
  [
    'times and counts',
    {
      down_timer_adverts: 4,
      preempt: true,
      preempt_delay: '1m',
      startup_delay: '2500ms',
      unicast_ttl: 64,
      peer_ttl: { min: 60, max: 64 },
      garp_master_delay: 2,
      garp_master_refresh: 10,
      garp_master_repeat: 3,
      garp_master_refresh_repeat: 2,
      garp_lower_prio_delay: 0,
      garp_lower_prio_repeat: 2,
      garp_interval: 0.01,
      gna_interval: '1ms',
    },
  ],
  ['hooks', { notify: { master: '/bin/echo master', stop: { script: '/bin/true', timeout: '5s' } } }],
  ['version 3 below a second', { version: 3, advert_int: '500ms' }],
  [
    'more of the mail',
    {
      notify: {
        email: 'ops@example.org',
        smtp_server: '172.16.16.1',
        smtp_helo_name: 'pair.example.org',
        smtp_alert: false,
        email_faults: false,
      },
    },
  ],
  [
    'words of keepalived',
    {
      raw: {
        global_defs: 'vrrp_priority -10\nvrrp_min_garp\n',
        instance: 'debug 2\npromote_secondaries\ntrack_bfd {\n    way\n}\n',
        file: 'bfd_instance way {\n    neighbor_ip 172.16.16.6\n}\n\nvirtual_server 172.16.16.12 80 {\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n    real_server 172.16.16.5 80 {\n        TCP_CHECK {\n        }\n    }\n}\n',
      },
    },
  ],
];
