/**
 * Writes down what the kernel drops of \`$interface\` when it goes down, or what a network manager may forget:
 * IPv6 addresses set by hand and routes that it does not make by itself, as words for \`ip\`.
 */
export const saveNetwork = `{
  ip -o -6 addr show dev "$interface" scope global | grep -v -e ' dynamic ' -e ' temporary ' |
    sed -n 's/.* inet6 \\([^ ]*\\) .*/-6 addr replace \\1 nodad/p'
  for family in -4 -6; do
    ip -o "$family" route show table all dev "$interface" |
      grep -v -e '^local ' -e '^broadcast ' -e '^multicast ' -e '^anycast ' -e ' proto kernel' -e ' proto ra' |
      sed -e 's/ linkdown//; s/ dead//; s/\\\\//g' -e "s/^/$family route replace /"
  done
} >"$drill.saved" || exit`;

/** Puts it back on \`$interface\`; routes may have to wait for each other. */
export const putBackNetwork = `tries=0
while [ -s "$drill.saved" ] && [ "$tries" -lt 20 ]; do
  failed=0
  while read -r line; do
    # The words are to be split; a route by several gateways names its interfaces itself.
    case $line in *' nexthop '*) ip $line ;; *) ip $line dev "$interface" ;; esac || failed=1
  done <"$drill.saved"
  [ "$failed" -eq 0 ] && break
  tries=$((tries + 1))
  sleep 0.5
done`;
