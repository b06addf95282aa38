import type { NodeSettings } from '../../havip/takeover/sample.ts';

/** A pair of which one node is not well, in a way that the takeover may mend. */
export interface IllStandby {
  /** What both are like, beyond this tool's own defaults. */
  readonly both?: NodeSettings;
  /** What the standby is like beside that. */
  readonly standby?: NodeSettings;
  /** Before the whole text of the standby's configuration. */
  readonly blocks?: string;
  /** Run on the standby once both are up, or instead of its start. */
  readonly before?: string;
  readonly after?: string;
  readonly wanted?: Readonly<Record<string, unknown>>;
  /** The code of the refusal, before anything is changed, where the takeover cannot mend it. */
  readonly refused?: string;
}

const FAILS = 'vrrp_script chk {\n    script "/bin/false"\n    interval 1\n    fall 1\n}\n';
const TRACKS = '    track_script {\n        chk\n    }';
const CARD = 'ip link add dum0 type veth peer name dum1; ip link set dum0 up; ip link set dum1 up';
const MULTICAST = { peers: null, nopreempt: true } as const;

/** Each way in which a standby is not well, so far as it runs. */
const ILL: Readonly<Record<string, Omit<IllStandby, 'both' | 'wanted'>>> = {
  'a check that fails': { blocks: FAILS, standby: { more: TRACKS } },
  'a tracked interface that is down': {
    before: CARD,
    standby: { more: '    track_interface {\n        dum0\n    }' },
    after: 'ip link set dum0 down',
  },
  'a tracked file': {
    before: 'echo 1 >/etc/keepalived/maint',
    blocks: 'vrrp_track_file maint {\n    file "/etc/keepalived/maint"\n    weight 0\n}\n',
    standby: { more: '    track_file {\n        maint\n    }' },
  },
  'a tracked process': {
    blocks: 'vrrp_track_process gone {\n    process nosuchprocess\n}\n',
    standby: { more: '    track_process {\n        gone\n    }' },
  },
  'another interface': { before: CARD, standby: { interface: 'dum0' }, after: 'ip link set dum0 down' },
  'an interface that is not there': { standby: { interface: 'eth9', globals: '    dynamic_interfaces\n' } },
  'an interface that is refused': { standby: { interface: 'eth9' } },
  stopped: { after: 'systemctl stop keepalived' },
  killed: { after: 'systemctl kill -s KILL keepalived; sleep 1' },
  'another address': { standby: { addresses: ['172.16.16.99'] }, refused: 'host.held-twice' },
  'the address by hand': {
    refused: 'host.static-address',
    after:
      'ip addr add $(sed -n "/virtual_ipaddress/{n;s/ //gp}" /etc/keepalived/keepalived.conf)/32 dev eth0',
  },
  'another password': { standby: { password: 'otherone' }, refused: 'host.held-twice' },
  'a configuration that is none': {
    after: 'echo nonsense >/etc/keepalived/keepalived.conf; systemctl restart keepalived',
  },
  'changed and not reloaded': {
    blocks: FAILS,
    standby: { more: TRACKS },
    after: 'sed -i s/false/true/ /etc/keepalived/keepalived.conf',
  },
};

const WAYS: Readonly<Record<string, Pick<IllStandby, 'both' | 'wanted'>>> = {
  'multicast becomes unicast': { both: MULTICAST },
  'the id changes': { both: { routerId: 77 } },
  'nothing else changes': {},
  'the version changes': { wanted: { profile: 'fast' } },
};

/** All of them, with each kind of change. */
export const ILL_STANDBYS = Object.entries(WAYS).flatMap(([way, more]) =>
  Object.entries(ILL).map(([name, ill]): readonly [string, IllStandby] => {
    // Of another router id than the inventory's, what serves another address is none of the cluster's, and given up.
    const isOwn = more.both?.routerId === undefined || ill.standby?.addresses === undefined;
    const { refused, ...others } = ill;
    return [`${name}, ${way}`, { ...others, ...more, ...(isOwn && refused !== undefined && { refused }) }];
  }),
);
