import { NOT_POSSIBLE } from '../programs/failure.ts';
import type { Scenario } from '../scenario.ts';

/** Rules without what counts up by itself. */
const RULES = `rules() { { nft list ruleset; iptables-save; ip6tables-save; } 2>/dev/null | sed -e 's/packets [0-9]* bytes [0-9]*//; s/\\[[0-9]*:[0-9]*\\]//; /^#/d'; }`;

/**
 * The standby's firewall is loaded anew, and what connection tracking knew of VRRP is forgotten, as it is after
 * a reboot. A standby that heard its master only because it had once sent something itself becomes deaf, and
 * makes itself master: then two hold the address, and the drill has failed.
 */
export const fwreload: Scenario = {
  name: 'fwreload',
  activity: 'reloading the firewall of the standby',
  on: 'standby',
  mayStay: true,
  // Two holders for one advert are in order, so it is watched for longer than that.
  watchMs: ({ masterDownMs, advertMs }) => masterDownMs + 2 * advertMs + 1_000,
  cause: () => `${RULES}
active() { systemctl is-active --quiet "$1"; }
(umask 077; rules >"$drill.rules"; nft list ruleset >"$drill.nft" 2>/dev/null; iptables-save >"$drill.iptables" 2>/dev/null; ip6tables-save >"$drill.ip6tables" 2>/dev/null)
if active firewalld; then firewall-cmd -q --reload
elif grep -q '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null; then ufw reload >/dev/null
elif active nftables; then systemctl reload nftables
elif active netfilter-persistent; then systemctl restart netfilter-persistent
elif active iptables; then systemctl restart iptables
else
  echo 'no firewall is in force here: no firewalld, ufw, nftables, netfilter-persistent or iptables service' >&2
  exit ${NOT_POSSIBLE}
fi || exit
if command -v conntrack >/dev/null; then conntrack -D -p 112 >/dev/null 2>&1
else echo 'note connection tracking may still know its VRRP for ten minutes: there is no conntrack to clear it'
fi
:`,
  // Rules that only the running firewall had are lost by a reload. Whoever else undoes it may clear the files away.
  restore: () => `${RULES}
[ ! -e "$drill.rules" ] || [ "$(rules)" = "$(cat "$drill.rules")" ] || {
  before=$(cat "$drill.nft" 2>/dev/null) || before=''
  case $before in
    '' | *'# xt_'* | *'xt target'* | *'xt match'*)
      for family in iptables ip6tables; do [ ! -s "$drill.$family" ] || "$family-restore" <"$drill.$family" || return; done ;;
    *) printf 'flush ruleset\\n%s\\n' "$before" | nft -f - ;;
  esac
}`,
};
