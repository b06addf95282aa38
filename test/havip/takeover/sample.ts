import { type Speaker, speakerOf } from '../../../src/havip/agreement/speaker.ts';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { viewOf } from '../../../src/keepalived/meaning/view.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';

/** One node's part of a configuration. */
export interface NodeSettings {
  readonly host?: string;
  readonly address?: string;
  /** Null: multicast. */
  readonly peers?: readonly string[] | null;
  readonly priority?: number;
  readonly state?: 'MASTER' | 'BACKUP';
  readonly nopreempt?: boolean;
  readonly preemptDelay?: number;
  readonly routerId?: number;
  readonly version?: 2 | 3;
  readonly advertInt?: number;
  readonly password?: string;
  readonly addresses?: readonly string[];
  readonly skipCheck?: boolean;
  readonly interface?: string;
  readonly release?: string;
  /** More lines of the instance, and of `global_defs`. */
  readonly more?: string;
  readonly globals?: string;
}

/** A keepalived.conf of these settings; the defaults are those of this tool. */
export function configOf(settings: NodeSettings): string {
  const { address = '10.0.0.1', peers = ['10.0.0.2'], priority = 250, nopreempt = true } = settings;
  const { version = 2, advertInt = version === 3 ? 0.3 : 1, addresses = ['10.0.0.9'] } = settings;
  return `global_defs {
    router_id test
${settings.skipCheck === false ? '' : '    vrrp_skip_check_adv_addr\n'}${version === 3 ? '    vrrp_version 3\n' : ''}${settings.globals ?? ''}
}
vrrp_instance VI_1 {
    state ${settings.state ?? 'BACKUP'}
    interface ${settings.interface ?? 'eth0'}
    virtual_router_id ${settings.routerId ?? 51}
    priority ${priority}
    advert_int ${advertInt}
${nopreempt ? '    nopreempt\n' : ''}${settings.preemptDelay ? `    preempt_delay ${settings.preemptDelay}\n` : ''}${
  settings.password
    ? `    authentication {\n        auth_type PASS\n        auth_pass ${settings.password}\n    }\n`
    : ''
}${peers === null ? '' : `    unicast_src_ip ${address}\n    unicast_peer {\n${peers.map((peer) => `        ${peer}\n`).join('')}    }\n`}    virtual_ipaddress {
${addresses.map((each) => `        ${each}\n`).join('')}    }
${settings.more ?? ''}
}
`;
}

/** How a node with such a configuration speaks. */
export function speakerWith(settings: NodeSettings = {}): Speaker {
  const view = viewOf(parse(configOf(settings), 'test.conf'));
  const [instance] = view.instances;
  if (instance === undefined) throw new Error('no instance');
  return speakerOf(view, instance, {
    host: settings.host ?? 'a',
    release: settings.release ?? '2.2.7',
    ownAddress: settings.address ?? '10.0.0.1',
  });
}

const ADDRESSES: Readonly<Record<string, string>> = {
  a: '10.0.0.1',
  b: '10.0.0.2',
  c: '10.0.0.3',
  d: '10.0.0.4',
};
const PRIORITIES: Readonly<Record<string, number>> = { a: 250, b: 240, c: 230 };

/** A node of a cluster of these hosts, as this tool configures it, with what differs. */
export function nodeOf(host: string, hosts: readonly string[], settings: NodeSettings = {}): Speaker {
  return speakerWith({
    host,
    address: ADDRESSES[host] ?? '',
    priority: PRIORITIES[host] ?? 100,
    peers: hosts.filter((each) => each !== host).map((each) => ADDRESSES[each] ?? ''),
    ...settings,
  });
}

/** A pair `a`, `b` of which one holds the address, from some settings to others. */
export function pairChange(
  before: NodeSettings | ((host: string) => NodeSettings),
  after: NodeSettings | ((host: string) => NodeSettings),
  holder = 'a',
  action: MemberChange['action'] = 'reload',
): readonly MemberChange[] {
  const hosts = ['a', 'b'];
  const of = (settings: typeof before, host: string) =>
    nodeOf(host, hosts, typeof settings === 'function' ? settings(host) : settings);
  return hosts.map((host) => ({
    host,
    before: of(before, host),
    after: of(after, host),
    holds: host === holder,
    action,
  }));
}

/** A second cluster of the machines of such a pair, which stays as it is, or is taken out. */
export function companyOf(
  settings: NodeSettings,
  { holder, action = 'reload' }: { readonly holder: string; readonly action?: MemberChange['action'] },
): readonly MemberChange[] {
  const of = (host: string): NodeSettings => ({
    routerId: 52,
    addresses: ['10.0.0.19'],
    priority: host === 'b' ? 250 : 240,
    ...settings,
  });
  return pairChange(of, of, holder, action);
}
