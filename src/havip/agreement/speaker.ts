import { type Checksum, checksumOf } from '../../keepalived/daemon/checksum.ts';
import { isGlobalFlagOn } from '../../keepalived/daemon/global-flags.ts';
import { advertMs } from '../../keepalived/daemon/timers.ts';
import type { InstanceView } from '../../keepalived/meaning/instance.ts';
import { entries, isGiven, isOn, last, numberWithin, setting } from '../../keepalived/meaning/settings.ts';
import type { NodeView } from '../../keepalived/meaning/view.ts';
import type { ConfigNode } from '../../keepalived/parse/syntax.ts';

/** One address to which adverts go by unicast, with the hops that its own may have made. */
export interface Peer {
  readonly address: string;
  readonly minTtl: number;
  readonly maxTtl: number;
}

/**
 * How one machine speaks VRRP with one configuration: all that decides whether others understand it, and
 * what it does when they do not. keepalived's own corrections are made already.
 */
export interface Speaker {
  readonly host: string;
  readonly instance: string;
  readonly interfaceName: string;
  readonly routerId: number;
  readonly version: 2 | 3;
  /** The address from which its adverts come. */
  readonly source: string;
  /** Null where it sends to a multicast group. */
  readonly peers: readonly Peer[] | null;
  readonly group: string;
  readonly ttl: number;
  /** Secret: for comparing only. */
  readonly authentication: string;
  readonly advertMs: number;
  readonly downTimerAdverts: number;
  readonly addresses: readonly string[];
  /** It does not look again at the addresses of the master that it has. */
  readonly skipsAddressCheck: boolean;
  readonly checksSource: boolean;
  readonly checksum: Checksum;
  /** 255: it owns the address, and takes it as soon as it starts. */
  readonly priority: number;
  readonly preempts: boolean;
  readonly preemptDelayMs: number;
  /** The interface of its own that it sends from; a reload cannot change that. */
  readonly virtualMac: string;
  /** Release of the keepalived that runs; undefined where it is not known. */
  readonly release: string | undefined;
}

const OWNER_PRIORITY = 255;
const DEFAULT_PRIORITY = 100;
const FULL_TTL = 255;
const DEFAULT_GROUP = '224.0.0.18';

/** keepalived compares no more of a password. */
const PASSWORD_BYTES = 8;

/** What is known of the machine besides its configuration. */
export interface SpeakerContext {
  readonly host: string;
  readonly release: string | undefined;
  /** The interface's own address, from which adverts leave where no `unicast_src_ip` is given. */
  readonly ownAddress: string;
}

/** How a machine speaks by one instance of its configuration. */
export function speakerOf(view: NodeView, instance: InstanceView, context: SpeakerContext): Speaker {
  const { body } = instance;
  const strict = isOn(body, 'strict_mode') || isGlobalFlagOn(view.globals, 'vrrp_strict', context.release);
  const master = startsAsMaster(instance);
  return {
    ...context,
    instance: instance.name,
    interfaceName: instance.interfaceName?.value ?? '',
    routerId: Number(instance.routerId?.value ?? 0),
    version: instance.version,
    source: instance.sourceIp?.value ?? context.ownAddress,
    peers: instance.peers.length === 0 ? null : peersOf(body),
    group: setting(view.globals, 'vrrp_mcast_group4')?.value ?? DEFAULT_GROUP,
    ttl: numberWithin(setting(body, 'unicast_ttl'), { from: 0, to: 255 }, FULL_TTL),
    authentication: authenticationOf(instance, strict),
    advertMs: advertMs({ version: instance.version, advertInt: instance.advertInt }),
    downTimerAdverts: strict ? 3 : instance.downTimerAdverts,
    addresses: instance.addresses.map(({ ip }) => ip),
    // Given with any word behind it, even `off`, it is on in the instance.
    skipsAddressCheck:
      last(body, 'skip_check_adv_addr') !== undefined ||
      isGlobalFlagOn(view.globals, 'vrrp_skip_check_adv_addr', context.release),
    checksSource: isOn(body, 'check_unicast_src') || isGiven(view.globals, 'vrrp_check_unicast_src'),
    checksum: checksumOf(body, context.release),
    priority: priorityOf(instance),
    preempts: instance.nopreempt === undefined || master || priorityOf(instance) === OWNER_PRIORITY,
    preemptDelayMs: preemptDelayMs(instance, strict || master),
    virtualMac: ['use_vmac', 'use_vmac_addr', 'use_ipvlan']
      .filter((keyword) => last(body, keyword) !== undefined)
      .join(' '),
  };
}

function startsAsMaster({ state }: InstanceView): boolean {
  return state?.value === 'MASTER';
}

/** Without a priority, `state MASTER` means that of the address's owner. */
function priorityOf(instance: InstanceView): number {
  if (setting(instance.body, 'priority') !== undefined) return instance.priority;
  return startsAsMaster(instance) ? OWNER_PRIORITY : DEFAULT_PRIORITY;
}

/** A delay is dropped where the state is MASTER, in strict mode and beside `nopreempt`. */
function preemptDelayMs(instance: InstanceView, dropped: boolean): number {
  if (dropped || instance.nopreempt !== undefined) return 0;
  return numberWithin(setting(instance.body, 'preempt_delay'), { from: 0, to: 1000 }, 0) * 1000;
}

function peersOf(body: readonly ConfigNode[]): readonly Peer[] {
  return entries(body, 'unicast_peer').map(peerOf);
}

/** An entry of `unicast_peer`. */
export function peerOf({ words: [address, ...rest] }: ConfigNode): Peer {
  const after = (keyword: string, otherwise: number) => {
    const at = rest.findIndex(({ text }) => text === keyword);
    const value = Number(at < 0 ? undefined : rest[at + 1]?.text);
    return Number.isNaN(value) ? otherwise : value;
  };
  return { address: address.text, minTtl: after('min_ttl', 0), maxTtl: after('max_ttl', FULL_TTL) };
}

/** `none` where keepalived ignores what is given: version 3, strict mode, no password. */
function authenticationOf({ version, authentication, body }: InstanceView, strict: boolean): string {
  const hmac = last(body, 'auth_hmac');
  if (hmac !== undefined)
    return `hmac ${JSON.stringify(hmac.children?.map(({ words }) => words.map((w) => w.text)))}`;
  if (version === 3 || strict || authentication === undefined) return 'none';
  const password = Buffer.from(authentication.pass?.value ?? '')
    .subarray(0, PASSWORD_BYTES)
    .toString('latin1');
  return password === '' ? 'none' : `${authentication.type} ${password}`;
}
