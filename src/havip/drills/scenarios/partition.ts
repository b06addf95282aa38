import { NOT_POSSIBLE } from '../programs/failure.ts';
import type { Scenario } from '../scenario.ts';

const TABLE = 'havip_partition';
const CHAIN = 'HAVIP_PARTITION';

/**
 * Cut in one direction: the holder's adverts get no further than itself, and it hears everybody. The other node
 * takes over; a holder of the higher priority does not give way, so two have the address until it is undone.
 */
export const partition: Scenario = {
  name: 'partition',
  activity: 'losing the adverts of the holder',
  staysMaster: true,
  cause: () => `nft -f - 2>/dev/null <<'RULES' || {
table ip ${TABLE} {
chain output { type filter hook output priority 0; policy accept; ip protocol 112 drop; }
}
RULES
  iptables -w -N ${CHAIN} && iptables -w -A ${CHAIN} -p 112 -j DROP && iptables -w -I OUTPUT -j ${CHAIN}
} || { echo 'neither nft nor iptables can drop what goes out' >&2; exit ${NOT_POSSIBLE}; }`,
  restore: () => `nft delete table ip ${TABLE} 2>/dev/null
if iptables -w -n -L ${CHAIN} >/dev/null 2>&1; then
  iptables -w -D OUTPUT -j ${CHAIN} 2>/dev/null
  iptables -w -F ${CHAIN} 2>/dev/null
  iptables -w -X ${CHAIN} 2>/dev/null
fi
! nft list table ip ${TABLE} >/dev/null 2>&1 && ! iptables -w -n -L ${CHAIN} >/dev/null 2>&1`,
};
