import { isIpv4 } from '../../../inventory/schema-parts.ts';
import type { InstanceView } from '../../../keepalived/instance.ts';
import { entries } from '../../../keepalived/settings.ts';
import type { FoundCluster } from '../found.ts';

/** As many as an inventory takes. */
const MOST = 5;

/** The addresses that go onto the instance's own interface; those kept out of the adverts come last. */
export function addresses({ members }: FoundCluster): Readonly<Record<string, unknown>> {
  const found = members.flatMap(({ instance }) => onOwnInterface(instance, 'virtual_ipaddress'));
  const excluded = members.flatMap(({ instance }) => onOwnInterface(instance, 'virtual_ipaddress_excluded'));
  const all = [...new Set([...found, ...excluded])].slice(0, MOST);
  return all.length === 1 ? { address: all[0] } : { addresses: all };
}

function onOwnInterface(
  { body, interfaceName }: InstanceView,
  block: 'virtual_ipaddress' | 'virtual_ipaddress_excluded',
): readonly string[] {
  return entries(body, block).flatMap(({ words: [address, ...options] }) => {
    const at = options.findIndex(({ text }) => text === 'dev');
    const device = at < 0 ? interfaceName?.value : options[at + 1]?.text;
    const [ip = ''] = address.text.split('/');
    return isIpv4(ip) && device === interfaceName?.value ? [ip] : [];
  });
}
