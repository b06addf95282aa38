import { isIpv4 } from '../../../inventory/schema-parts.ts';
import type { InstanceView } from '../../../keepalived/instance.ts';
import { placementOf } from '../../../keepalived/placement.ts';
import { entries } from '../../../keepalived/settings.ts';
import type { FoundCluster } from '../found.ts';

/** As many as an inventory takes. */
const MOST = 5;

/** The addresses that go onto the instance's own interface; those kept out of the adverts come last. */
export function addresses({ members }: FoundCluster): Readonly<Record<string, unknown>> {
  const found = members.flatMap(({ instance }) => onOwnInterface(instance, 'virtual_ipaddress'));
  const excluded = members.flatMap(({ instance }) => onOwnInterface(instance, 'virtual_ipaddress_excluded'));
  const all = [...new Map([...found, ...excluded].map((each) => [each.address, each])).values()].slice(
    0,
    MOST,
  );
  const [first, ...rest] = all.map(({ address, ...placing }) =>
    Object.keys(placing).length === 0 ? address : { address, ...placing },
  );
  return rest.length === 0 && typeof first === 'string'
    ? { address: first }
    : { addresses: [first, ...rest] };
}

/** An address, and what of its entry others may go by. */
interface Placed {
  readonly address: string;
  readonly prefix?: number;
  readonly brd?: string;
  readonly label?: string;
  readonly scope?: string;
}

function onOwnInterface(
  { body, interfaceName }: InstanceView,
  block: 'virtual_ipaddress' | 'virtual_ipaddress_excluded',
): readonly Placed[] {
  return entries(body, block).flatMap((entry) => {
    const { address, prefix, brd, dev, label, scope } = placementOf(entry);
    if (!isIpv4(address) || (dev ?? interfaceName?.value) !== interfaceName?.value) return [];
    return [
      {
        address,
        ...(prefix > 0 && prefix < 32 ? { prefix } : {}),
        ...(brd !== undefined && isIpv4(brd) ? { brd } : {}),
        ...(label === undefined ? {} : { label }),
        ...(scope === 'global' ? {} : { scope }),
      },
    ];
  });
}
