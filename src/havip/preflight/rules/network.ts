import { isIPv4 } from 'node:net';
import type { Finding } from '../../../api/types.ts';
import { subnetContains } from '../../../inventory/address-rules.ts';
import { networkFact } from '../../../resources/network.ts';
import { kernelFact } from '../facts/kernel.ts';
import { type NetworkOwner, networkOwnersFact } from '../facts/network-owners.ts';
import { processesFact } from '../facts/processes.ts';
import { finding, listed, type PreflightInput, type PreflightRule } from './input.ts';

/** Of networkd's words: it keeps what others have set. */
const KEEPS = new Set(['yes', 'true', '1', 'on', 'static']);

/** Who may take the address away: a daemon that owns the interface, a lease that is renewed. */
export const ownerRules: PreflightRule = function* ({ own, facts }) {
  for (const owner of facts.get(networkOwnersFact).filter((each) => each.interface === own.interface)) {
    if (owner.by === 'NetworkManager') yield networkManager(owner);
    else if (owner.by !== 'systemd-networkd') yield networkScripts(owner);
    else if (!KEEPS.has(owner.keeps)) yield networkd(owner);
  }
  const client = facts
    .get(processesFact)
    .dhcpClients.find(({ commandLine }) => concerns(commandLine, own.interface));
  if (client === undefined) return;
  yield finding(
    'warning',
    'host.dhcp-client',
    `${client.name} (process ${client.pid}) leases the address of ${own.interface}: a renewal that brings another one clears the interface, the floating address with it (KA083)`,
    'Give the machine a static address, or a reservation that never changes.',
  );
};

type Owner = NetworkOwner & { readonly by: Exclude<NetworkOwner['by'], 'systemd-networkd'> };

function networkManager({ interface: name, from }: Owner): Finding {
  return finding(
    'warning',
    'host.network-manager',
    `NetworkManager manages ${name}${writtenBy(from)}: when the connection is activated again, the floating address goes (KA083)`,
    `Put \`[keyfile]\` with \`unmanaged-devices=interface-name:${name}\` into /etc/NetworkManager/conf.d where the address is static, or never run \`nmcli connection up\` on the holder.`,
  );
}

/** ifupdown and the scripts of Red Hat take all addresses off an interface before they set their own. */
function networkScripts({ by, interface: name, from }: Owner): Finding {
  return finding(
    'warning',
    'host.network-service',
    `the service \`${by}\` has set up ${name}${writtenBy(from)}: its restart takes all addresses away, the floating one too (KA083)`,
    `Never restart it on the holder: stop keepalived there first, so that the other node has the address.`,
  );
}

function networkd({
  interface: name,
  file,
  from,
}: NetworkOwner & { readonly by: 'systemd-networkd' }): Finding {
  const base = file.split('/').at(-1) ?? '';
  const by = ['netplan', 'cloud-init'].filter((writer) => base.includes(writer) || writer === from);
  return finding(
    'warning',
    'host.networkd',
    `systemd-networkd manages ${name} (${file}${writtenBy(by.join(' from '))}) without KeepConfiguration=: its next restart takes the floating address away (KA083)`,
    `Write \`[Network]\` and \`KeepConfiguration=static\` into /etc/systemd/network/${base}.d/havip.conf, then \`networkctl reload\`.`,
  );
}

function writtenBy(writer: string): string {
  return writer === '' ? '' : `, written by ${writer}`;
}

/** A client that names no interface serves all of them. */
function concerns(commandLine: string, name: string): boolean {
  const words = commandLine.split(' ').slice(1);
  const named = words.filter((word) => /^(?:eth|en|ib|wl|bond|br|vlan)[\w.-]*$/.test(word));
  return named.length === 0 || named.includes(name);
}

/** An address that the kernel would not take: keepalived would be MASTER without it. */
export const scopeRules: PreflightRule = function* ({ own, facts, cluster: { havip } }) {
  for (const { address, prefix = 32, scope = 'global', dev = own.interface } of [
    ...havip.addresses.map((each) => ({ address: each, ...havip.vrrp.placing[each] })),
    ...havip.vrrp.excluded,
  ]) {
    const beside = facts
      .get(networkFact)
      .addresses.find(
        (each) =>
          each.interface === dev &&
          each.address !== address &&
          each.prefix === prefix &&
          prefix < 32 &&
          isIPv4(address) &&
          subnetContains(`${each.address}/${prefix}`, address),
      );
    if (beside === undefined || scope === 'global') continue;
    yield finding(
      'error',
      'host.address-refused',
      `the kernel takes no ${address}/${prefix} with the scope ${scope} beside ${beside.address}/${prefix}: addresses of one network on one card have one scope`,
      `Leave \`prefix\` out of it in the inventory, or \`scope\`.`,
    );
  }
};

/** How the kernel answers for addresses. */
export const kernelRules: PreflightRule = function* (input) {
  const { own, facts, cluster } = input;
  const { rpFilter, arpIgnore, proxyArp } = facts.get(kernelFact).of(own.interface);
  if (arpIgnore === 2 || (arpIgnore > 3 && arpIgnore !== 5)) {
    yield finding(
      'error',
      'host.arp-ignore',
      `arp_ignore is ${arpIgnore} on ${own.interface}: the holder would not answer for an address with the mask /32`,
      `Set net.ipv4.conf.all.arp_ignore and net.ipv4.conf.${own.interface}.arp_ignore to 0 or 1, also in /etc/sysctl.d.`,
    );
  }
  if (proxyArp) {
    yield finding(
      'warning',
      'host.proxy-arp',
      `proxy_arp is on for ${own.interface}: the machine may answer for ${listed(cluster.havip.addresses)} while another holds it`,
      `Set net.ipv4.conf.${own.interface}.proxy_arp and net.ipv4.conf.all.proxy_arp to 0, also in /etc/sysctl.d.`,
    );
  }
  yield* secondInterface(input, rpFilter);
};

function* secondInterface({ own, facts, cluster }: PreflightInput, rpFilter: number): Generator<Finding> {
  const [address = ''] = cluster.havip.addresses;
  const all = facts.get(networkFact).addresses;
  const around = all.filter(
    (each) =>
      each.address !== address &&
      each.prefix < 32 &&
      subnetContains(`${each.address}/${each.prefix}`, address),
  );
  const [other] = around
    .filter((each) => each.interface !== own.interface)
    .sort((a, b) => b.prefix - a.prefix);
  if (other === undefined) return;
  const ownPrefix = Math.max(
    0,
    ...around.map((each) => (each.interface === own.interface ? each.prefix : 0)),
  );
  const holds = all.some((each) => each.address === address);
  // Of two networks the kernel takes the smaller one.
  if (cluster.witness === undefined && !holds && other.prefix > ownPrefix && ownPrefix > 0) {
    yield finding(
      'error',
      'host.probe-astray',
      `${own.host} sends what is for ${address} by ${other.interface} (${other.address}/${other.prefix}), not by ${own.interface}, so that the failover cannot be measured from there`,
      `Name a witness that reaches it (\`havip.verify.witness\`), or give ${other.address} another mask: /32 makes no network of its own.`,
    );
    return;
  }
  const strict = rpFilter === 1 ? ', and rp_filter drops what comes in by the other one' : '';
  yield finding(
    'warning',
    'host.second-interface',
    `${other.interface} (${other.address}/${other.prefix}) is in the subnet of ${address} too, beside ${own.interface}: either card may answer for the address${strict}`,
    `Take ${other.interface} out of the subnet; else set net.ipv4.conf.all.arp_ignore=1, arp_announce=2${rpFilter === 1 ? ' and rp_filter=2' : ''} and name the right one as \`havip.interface\`.`,
  );
}
