import { mayBeOlder } from '../../keepalived/release.ts';
import type { Speaker } from './speaker.ts';

/**
 * Why keepalived cannot take up a configuration by a reload and stay what it is, master or backup; undefined
 * where it can. It looks for the same instance by `vrrp_exist`: by what it is bound to, not by its name. What
 * it does not find again gives the address up and begins as a backup.
 */
export function lostByReload(before: Speaker, after: Speaker): string | undefined {
  if (before.routerId !== after.routerId) return 'virtual_router_id changes';
  if (before.interfaceName !== after.interfaceName) return 'the interface changes';
  if ((before.peers === null) !== (after.peers === null)) {
    return before.peers === null ? 'multicast becomes unicast' : 'unicast becomes multicast';
  }
  if (before.peers !== null && before.source !== after.source) return 'unicast_src_ip changes';
  if (before.peers === null && before.group !== after.group) return 'the multicast group changes';
  if (before.virtualMac !== after.virtualMac) return 'its virtual MAC changes';
  // Read in 2.2.7 and 2.3.3 only: what is older may compare names.
  if (mayBeOlder(before.release, '2.0.0') && before.instance !== after.instance)
    return 'the instance is renamed';
  return undefined;
}
