import { isIP } from 'node:net';
import { entries, placeOf, setting } from '../../meaning/settings.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

function familyOf(text: string): number {
  return isIP(text.split('/')[0]?.split('%')[0] ?? '');
}

/** An instance is of one family; the excluded addresses may be of either. */
function* otherFamily({ view }: NodeInput): Generator<Hit> {
  for (const { name, family, body } of view.instances) {
    const addresses = [
      ...entries(body, 'virtual_ipaddress').map((entry) => ({
        text: entry.words[0].text,
        place: placeOf(entry),
      })),
      ...entries(body, 'unicast_peer').map((entry) => ({
        text: entry.words[0].text,
        place: placeOf(entry),
      })),
      ...['unicast_src_ip', 'mcast_src_ip'].flatMap((keyword) => {
        const found = setting(body, keyword);
        return found === undefined ? [] : [{ text: found.value, place: found.place }];
      }),
    ];
    for (const { text, place } of addresses) {
      const own = familyOf(text);
      if (own === 0 || own === family) continue;
      yield { place, message: `${text} is IPv${own}, and ${name} is of IPv${family}` };
    }
  }
}

/** The rule about IPv4 and IPv6 in one instance. */
export const FAMILY_RULES: readonly Rule[] = [
  {
    id: 'KA095',
    name: 'other-family',
    severity: 'error',
    title: 'An address is not of the family of its instance',
    why: 'keepalived drops it: the peer is never heard, or the address is never set. The first address of an instance decides its family; only virtual_ipaddress_excluded takes both.',
    fix: 'Move it to an instance of its own, or to virtual_ipaddress_excluded',
    node: otherFamily,
  },
];
