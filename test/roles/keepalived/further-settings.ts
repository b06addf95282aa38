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
];
