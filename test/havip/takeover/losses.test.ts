import { describe, expect, it } from 'vitest';
import { RAW_BEGIN, RAW_END } from '../../../src/havip/cluster/raw-marks.ts';
import { notGivenUp } from '../../../src/havip/takeover/losses/given-up.ts';
import { lossesOf } from '../../../src/havip/takeover/losses/losses.ts';
import { MANAGED_MARK } from '../../../src/havip/takeover/our-instance.ts';
import type { Cluster } from '../../../src/inventory/types.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { configOf, type NodeSettings } from './sample.ts';

function clusterWith(havip: object = {}): Cluster {
  return {
    name: 'web',
    havip: {
      addresses: ['10.0.0.9'],
      virtual_router_id: 51,
      preempt: false,
      checks: [],
      hooks: [],
      vrrp: { placing: {}, excluded: [] },
      tracked: { interfaces: [], processes: [], files: [] },
      notify: { email: [] },
      ...havip,
    },
    members: [],
  } as unknown as Cluster;
}

/** The names of what a configuration made by hand would lose. */
function lost(settings: NodeSettings, rest = '', havip: object = {}, before = ''): readonly string[] {
  const text = `${before}${configOf(settings)}${rest}`;
  return lossesOf(parse(text, '/etc/keepalived/keepalived.conf'), clusterWith(havip)).map(({ name }) => name);
}

const CHECK = 'vrrp_script chk {\n    script "/opt/chk.sh --secret x"\n    interval 2\n}\n';
const TRACKED: NodeSettings = { more: '    track_script {\n        chk\n    }' };
const OTHER =
  'vrrp_instance VI_2 {\n    virtual_router_id 9\n    virtual_ipaddress {\n        10.0.0.77\n    }\n}\n';

describe('what replacing a configuration would lose', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['nothing', lost({}), []],
    ['nothing of comments', lost({}, '', {}, '! by hand\n# more\n'), []],
    [
      'nothing that the inventory has watched',
      lost(
        {
          more: '    track_interface {\n        eth1\n    }\n    track_process {\n        p\n    }\n    track_file {\n        f\n    }',
        },
        '',
        {
          tracked: {
            interfaces: [{ interface: 'eth1' }],
            processes: [{ name: 'p' }],
            files: [{ name: 'f' }],
          },
        },
        'vrrp_track_process p {\n    process nginx\n}\ntrack_file f {\n    file /run/f\n}\n',
      ),
      [],
    ],
    [
      'what is watched, where the inventory does not say it',
      lost(
        { more: '    track_interface {\n        eth1\n    }\n    track_process {\n        p\n    }' },
        '',
        {},
        'vrrp_track_process p {\n    process nginx\n}\n',
      ),
      ['track_interface eth1', 'track_process p'],
    ],
    [
      'a file that is watched, once, by either word for its definition',
      [
        ...lost(
          { more: '    track_file {\n        f\n        g\n    }' },
          '',
          {},
          'vrrp_track_file f {\n}\n',
        ),
        ...lost({ more: '    track_file {\n        f\n    }' }, '', {}, 'track_file f {\n}\n'),
      ],
      ['track_file f g', 'track_file f'],
    ],
    [
      'the definition of what our instance does not watch',
      lost({}, '', {}, 'vrrp_track_file f {\n}\ntrack_process p {\n}\n'),
      ['vrrp_track_file f', 'track_process p'],
    ],
    ['nothing of the settings that this tool wrote', lost(TRACKED, '', {}, `${MANAGED_MARK}: …\n`), []],
    [
      'what somebody added to a file of this tool',
      lost(TRACKED, OTHER, {}, `${MANAGED_MARK}: …\n`),
      ['vrrp_instance VI_2'],
    ],
    [
      'nothing of the inventory’s own words, which it no longer has',
      lost({}, `${RAW_BEGIN}\ntrack_process p {\n    process x\n}\n${RAW_END}\n`, {}, `${MANAGED_MARK}: …\n`),
      [],
    ],
    [
      'what somebody added beside them',
      lost({}, `${RAW_BEGIN}\n${RAW_END}\ntrack_process p {\n}\n`, {}, `${MANAGED_MARK}: …\n`),
      ['track_process p'],
    ],
    [
      'no address that moves along',
      lost({ more: '    virtual_ipaddress_excluded {\n        10.0.0.7\n    }' }, '', {
        vrrp: { placing: {}, excluded: [{ address: '10.0.0.7' }] },
      }),
      [],
    ],
    [
      'nothing of what the inventory settles',
      lost({ peers: null, password: 'x', priority: 9, routerId: 51, nopreempt: false }),
      [],
    ],
    ['the check', lost(TRACKED, '', {}, CHECK), ['vrrp_script chk', 'track_script chk']],
    [
      'no check that the inventory has',
      lost(TRACKED, '', { checks: [{ name: 'havip_check', tcp: 80 }] }, CHECK),
      [],
    ],
    ['no check that nobody tracks', lost({}, '', {}, CHECK), []],
    ['another instance', lost({}, OTHER), ['vrrp_instance VI_2']],
    ['an address more', lost({ addresses: ['10.0.0.9', '10.0.0.8'] }), ['address 10.0.0.8']],
    [
      'no address that the inventory has',
      lost({ addresses: ['10.0.0.9', '10.0.0.8'] }, '', { addresses: ['10.0.0.9', '10.0.0.8'] }),
      [],
    ],
    [
      'notifications',
      lost({ more: '    notify_master "/a.sh"\n    notify_backup /b.sh' }),
      ['notify_master', 'notify_backup'],
    ],
    ['no notification of this tool', lost({ more: '    notify "/usr/libexec/keepalived/havip-notify"' }), []],
    [
      'another interface',
      lost({ more: '    track_interface {\n        eth1\n    }' }),
      ['track_interface eth1'],
    ],
    ['not its own interface', lost({ more: '    track_interface {\n        eth0\n    }' }), []],
    [
      'routes',
      lost({ more: '    virtual_routes {\n        10.1.0.0/16 via 10.0.0.3\n    }' }),
      ['virtual_routes'],
    ],
    ['a virtual MAC', lost({ more: '    use_vmac' }), ['use_vmac']],
    [
      'IPVS',
      lost({}, 'virtual_server 10.0.0.9 80 {\n    real_server 10.0.0.4 80 {\n    }\n}\n'),
      ['virtual_server 10.0.0.9 80'],
    ],
    [
      'instances that move together',
      lost({}, 'vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n}\n'),
      ['vrrp_sync_group G'],
    ],
    [
      'watched files and processes',
      lost({}, 'track_process p {\n    process nginx\n}\n'),
      ['track_process p'],
    ],
    [
      'global settings that others rely on',
      lost({ globals: '    enable_dbus\n    notify_fifo /run/x\n    dynamic_interfaces allow_if_changes' }),
      ['enable_dbus', 'notify_fifo', 'dynamic_interfaces'],
    ],
    [
      'mail',
      lost({ globals: '    notification_email {\n        ops@example.org\n    }', more: '    smtp_alert' }),
      ['notification_email ops@example.org'],
    ],
    [
      'no mail that nobody sends',
      lost({ globals: '    notification_email {\n        ops@example.org\n    }' }),
      [],
    ],
    ['an include that was not read', lost({}, 'include other.conf\n'), ['line 22']],
    ['what is not known', lost({}, 'frobnicate {\n}\n'), ['frobnicate']],
  ])('%s', (_name, names, expected) => {
    expect(names).toEqual(expected);
  });

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['a check of the same name', ['chk'], []],
    ['the same script under another name', ['other', '/opt/chk.sh'], []],
    [
      'two checks, of which one is another',
      ['a', '/opt/a', 'b', '/opt/b'],
      ['vrrp_script chk', 'track_script chk'],
    ],
  ])('of a check, beside %s', (_name, [first = '', script = '/x', second, other], expected) => {
    const checks = [
      { name: first, script },
      ...(second === undefined ? [] : [{ name: second, script: other }]),
    ];
    expect(lost(TRACKED, 'vrrp_script idle {\n    script /y\n}\n', { checks }, CHECK)).toEqual(expected);
  });

  it.each([
    ['a route', { more: '    virtual_routes {\n        10.1.0.0/16 via 10.0.0.3\n    }' }, ''],
    ['an interface', { more: '    track_interface {\n        eth1 weight -5\n    }' }, ''],
    [
      'a process',
      { more: '    track_process {\n        p\n    }' },
      'track_process p {\n    process nginx\n}\n',
    ],
    ['a virtual server', {}, 'virtual_server 10.0.0.9 80 {\n    real_server 10.0.0.4 80 {\n    }\n}\n'],
    ['a global setting', { globals: '    enable_dbus' }, ''],
  ] satisfies readonly (readonly [string, NodeSettings, string])[])(
    'is nothing where the next one has the same: %s',
    (_name, settings, rest) => {
      const text = `${configOf(settings)}${rest}`;
      const [before, next] = [parse(text, 'k.conf'), parse(`# by us\n${text}`, 'k.conf')];
      expect(lossesOf(before, clusterWith(), next)).toEqual([]);
      expect(lossesOf(before, clusterWith(), parse(configOf({}), 'k.conf'))).not.toEqual([]);
    },
  );

  it('says what it does, without arguments of commands', () => {
    const text = `${CHECK}${configOf(TRACKED)}`;
    const [check] = lossesOf(parse(text, 'k.conf'), clusterWith());
    expect(check).toMatchObject({
      does: 'runs /opt/chk.sh with arguments every 2 s; VI_1 gives its addresses up when it fails',
      place: { file: 'k.conf', line: 1 },
    });
  });

  it.each([
    ['all', 'all', 0],
    ['by name', ['vrrp_script chk', 'track_script chk'], 0],
    ['by keyword', ['vrrp_script', 'track_script'], 0],
    ['one of two', ['vrrp_script chk'], 1],
    ['another one', ['vrrp_script other', 'vrrp'], 2],
  ] as const)('given up: %s', (_name, given, left) => {
    const losses = lossesOf(parse(`${CHECK}${configOf(TRACKED)}`, 'k.conf'), clusterWith());
    expect(notGivenUp(losses, given)).toHaveLength(left);
  });
});
