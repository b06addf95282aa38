import { quote } from '../../core/programs/shell.ts';
import type { FirewallKind } from './kind.ts';
import type { Packet } from './model.ts';

/** Marks what is ours in files and rules of others. */
const MARK = 'havip-deploy';

/** One gap that is made: VRRP from or to one peer. */
export interface Gap {
  readonly way: Packet['way'];
  readonly peer: string;
  /** Of firewalld, where its rules tell; else the one of the interface. */
  readonly zone?: string | undefined;
}

export interface Opening {
  readonly kind: Exclude<FirewallKind, 'none'>;
  readonly interface: string;
  readonly gaps: readonly Gap[];
  /** For nftables: the base chains that have to let it through, such as `inet filter input`. */
  readonly chains: readonly { readonly way: Packet['way']; readonly chain: string }[];
}

/**
 * POSIX sh that opens or closes by its first argument, at once and for good. Both are safe to run twice, so
 * the file that it becomes is also how \`down\` and a rollback take it back.
 */
export function openingProgram(opening: Opening): string {
  return `# Managed by havip-deploy: lets VRRP in from the peers (open), or takes that back (close).
set -u
LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
interface=${quote(opening.interface)}
# Behind the chains of its filter table, and before its rules end.
insert() {
  lines=$2 awk '/^\\*/ { inside = $0 == "*filter" } inside && /^COMMIT/ { print ENVIRON["lines"] } { print }' "$1" >"$1.havip-deploy-new" &&
    cat "$1.havip-deploy-new" >"$1" && rm -f "$1.havip-deploy-new"
}
${PROGRAMS[opening.kind](opening)}
case \${1-} in
  open) close_all >/dev/null 2>&1; open_all ;;
  close) close_all ;;
  *) echo 'open or close'; exit 64 ;;
esac
`;
}

const PROGRAMS: Readonly<Record<Opening['kind'], (opening: Opening) => string>> = {
  firewalld: ({
    gaps,
  }) => `zone=$(firewall-cmd --get-zone-of-interface="$interface" 2>/dev/null) || zone=$(firewall-cmd --get-default-zone)
each() {
${gaps
  .map(
    ({ peer, zone }) =>
      `  "$@" ${zone === undefined ? '"$zone"' : quote(zone)} ${quote(`rule family=ipv4 source address=${peer} protocol value=vrrp accept`)} || return`,
  )
  .join('\n')}
}
change() { firewall-cmd -q --permanent --zone="$2" "--$1-rich-rule=$3" && firewall-cmd -q --zone="$2" "--$1-rich-rule=$3"; }
open_all() { each change add; }
close_all() { each change remove; }`,

  ufw: ({ gaps }) => `before=/etc/ufw/before.rules
# Before 0.36.2 it has no word for the protocol; then the rule is written as iptables has it.
knows_vrrp() { ufw --dry-run allow proto vrrp from 192.0.2.1 >/dev/null 2>&1; }
# A rule that denies may stand before ours; releases before 0.36 have no word for that.
put() { ufw prepend "$@" || ufw insert 1 "$@" || ufw "$@"; }
open_all() {
  knows_vrrp || {
    insert "$before" "$(
${gaps.map(({ way, peer }) => `      echo "-A ufw-before-${way} ${way === 'input' ? '-i $interface -s' : '-o $interface -d'} ${peer}/32 -p 112 -m comment --comment ${MARK} -j ACCEPT"`).join('\n')}
    )" && ufw reload
    return
  }
${gaps.map(({ way, peer }) => `  put ${way === 'input' ? 'allow in on' : 'allow out on'} "$interface" proto vrrp ${way === 'input' ? 'from' : 'to'} ${quote(peer)} comment ${MARK} || return`).join('\n')}
}
close_all() {
  if grep -qs -e '--comment ${MARK} ' "$before"; then sed -i '/--comment ${MARK} /d' "$before" && ufw reload || return; fi
  knows_vrrp || return 0
${gaps.map(({ way, peer }) => `  ufw --force delete ${way === 'input' ? 'allow in on' : 'allow out on'} "$interface" proto vrrp ${way === 'input' ? 'from' : 'to'} ${quote(peer)} || true`).join('\n')}
}`,

  iptables: (opening) => iptablesProgram('iptables', opening),
  'iptables-legacy': (opening) => iptablesProgram('iptables-legacy', opening),

  nftables: ({ gaps, chains }) => {
    const commands = chains.flatMap(({ way, chain }) => {
      const peers = gaps.filter((gap) => gap.way === way).map(({ peer }) => peer);
      if (peers.length === 0) return [];
      const side = way === 'input' ? 'saddr' : 'daddr';
      return [
        `insert rule ${chain} ip ${side} { ${peers.join(', ')} } ip protocol 112 accept comment "${MARK}"`,
      ];
    });
    return `main=''
for file in /etc/nftables.conf /etc/sysconfig/nftables.conf; do [ ! -e "$file" ] || { main=$file; break; }; done
own=/etc/havip-deploy.nft
commands=${quote(commands.join('\n'))}
open_all() {
  printf '%s\\n' "$commands" | nft -f - || return
  [ -n "$main" ] || return 0
  printf '%s\\n' "$commands" >"$own" && printf 'include "%s"\\n' "$own" >>"$main"
}
close_all() {
  [ -z "$main" ] || sed -i "\\|^include \\"$own\\"|d" "$main"
  rm -f "$own"
${chains
  .map(
    ({
      chain,
    }) => `  nft -a list chain ${chain} 2>/dev/null | sed -n 's/.*comment "${MARK}" # handle \\([0-9]*\\)$/\\1/p' |
    while read -r handle; do nft delete rule ${chain} handle "$handle"; done`,
  )
  .join('\n')}
}`;
  },
};

/** Its two variants have rules of their own, and both are asked; the files are what is loaded at a boot. */
function iptablesProgram(command: 'iptables' | 'iptables-legacy', { gaps }: Opening): string {
  return `rules() {
  failed=''
${gaps.map(({ way, peer }) => `  "$@" ${way === 'input' ? 'INPUT -s' : 'OUTPUT -d'} ${quote(`${peer}/32`)} -p 112 -m comment --comment ${MARK} -j ACCEPT || failed=yes`).join('\n')}
  [ -z "$failed" ]
}
saved() { for file in /etc/iptables/rules.v4 /etc/sysconfig/iptables /etc/iptables.rules; do [ ! -e "$file" ] || echo "$file"; done; }
line() { echo "-I $*"; }
open_all() {
  rules ${command} -w -I || return
  saved | while read -r file; do insert "$file" "$(rules line)"; done
}
close_all() {
  rules ${command} -w -D || true
  saved | while read -r file; do sed -i '/--comment "\\{0,1\\}${MARK}"\\{0,1\\} /d' "$file"; done
}`;
}
