import { askByArp, type InterfaceAddress, quote } from 'havip-deploy';

/**
 * POSIX sh: it goes back where it was, unless a keepalived runs here or another machine has it by now; who shares it for a
 * moment while it stops is asked again.
 */
export function putBack({ address, prefix, interface: name }: InterfaceAddress): string {
  return `if ! systemctl is-active --quiet keepalived; then
  card=${quote(name)}
  ask() {
${askByArp(address)}
  }
  for turn in 1 2 3; do
    said=$(ask)
    case $said in *answer*) sleep 1 ;; *) break ;; esac
  done
  case $said in
    *answer*)
      mac=\${said#*answer ${address} }
      echo "${address} is not put back: another machine has it (\${mac%%[!0-9a-f:]*})"
      ;;
    *) ip addr add ${address}/${prefix} dev "$card" 2>/dev/null || true ;;
  esac
fi`;
}
