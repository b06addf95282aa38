import type { Fact } from '../../../resources/fact.ts';
import { parseIptables } from '../../firewall/iptables.ts';
import type { Table } from '../../firewall/model.ts';
import { hasForeignRules, parseNftables } from '../../firewall/nftables.ts';

const IPTABLES = '@iptables';
/** What follows is of the variant that has its rules beside those of nft. */
const LEGACY = '@iptables-legacy';

/**
 * The rules that packets meet; undefined where nobody could read them. iptables is asked where its own kernel
 * part is in use, or where nft cannot tell what its rules mean; asking otherwise would load that part.
 */
export const firewallFact: Fact<readonly Table[] | undefined> = {
  id: 'preflight:firewall',
  plain: true,
  program: `rules=''
command -v nft >/dev/null && rules=$(nft -j list ruleset)
# So many rules are a machine's that routes for others; they are not sent around.
[ \${#rules} -lt 2000000 ] || rules=''
printf '%s\\n' "$rules"
names=''
{ read -r names </proc/net/ip_tables_names; } 2>/dev/null
case $rules in *'"xt"'*) foreign=yes ;; *) foreign='' ;; esac
echo '${IPTABLES}'
if [ -n "$foreign" ] || ! command -v nft >/dev/null || { [ -n "$names" ] && ! command -v iptables-legacy-save >/dev/null; }; then
  command -v iptables-save >/dev/null && iptables-save
fi
echo '${LEGACY}'
if [ -n "$names" ] && command -v iptables-legacy-save >/dev/null; then iptables-legacy-save; fi`,
  parse: (output) => {
    const [before = '', after = ''] = output.split(`\n${IPTABLES}\n`);
    const [current = '', legacy = ''] = after.split(`${LEGACY}\n`);
    const nft = parseNftables(before.trim());
    const iptables = [...parseIptables(current), ...parseIptables(legacy, 'iptables-legacy')];
    if (nft === null && iptables.length === 0) return undefined;
    // iptables' own tables are told better by itself.
    const own = hasForeignRules(before) ? (nft ?? []).filter(({ name }) => !isIptables(name)) : (nft ?? []);
    return [...own, ...iptables];
  },
};

function isIptables(name: string): boolean {
  return /^ip (?:filter|mangle|raw|nat|security)$/.test(name);
}
