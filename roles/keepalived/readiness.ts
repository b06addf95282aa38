import { quote } from 'havip-deploy';

export interface Readiness {
  /** JSON file of the notify script. */
  readonly stateFile: string;
  readonly addresses: readonly string[];
  /** Milliseconds of silence after which a backup takes over. */
  readonly masterDownMs: number;
  /** It has started again, perhaps as another program: it has to stay a backup for twice as long. */
  readonly again?: boolean;
}

/**
 * POSIX sh that waits until keepalived does its work. A master that holds the address does. A backup
 * does when it has stayed one for longer than its master-down time: one that cannot accept its
 * master's adverts promotes itself just then.
 */
export function readinessProgram({ stateFile, addresses, masterDownMs, again }: Readiness): string {
  const calmMs = masterDownMs * (again === true ? 2 : 1) + 500;
  const calmTicks = Math.ceil(calmMs / 100);
  const limitTicks = Math.ceil((calmMs + masterDownMs + 9500) / 100);
  const held = addresses.map((address) => `*" ${address}/"*`).join('|');
  return `file=${quote(stateFile)}; tick=0; calm=0; state=
while [ $tick -lt ${limitTicks} ]; do
  tick=$((tick + 1))
  state=$(sed -n 's/.*"state":"\\([A-Z]*\\)".*/\\1/p' "$file" 2>/dev/null || true)
  pid=$(sed -n 's/.*"keepalived_pid":\\([0-9]*\\).*/\\1/p' "$file" 2>/dev/null || true)
  [ -n "$pid" ] && [ -d "/proc/$pid" ] || state=
  case "$(ip -4 -o addr show)" in ${held}) held=yes ;; *) held=no ;; esac
  case "$state:$held" in
    MASTER:yes) exit 0 ;;
    BACKUP:no|:yes|:no) calm=$((calm + 1)) ;;
    *) calm=0 ;;
  esac
  [ $calm -le ${calmTicks} ] || exit 0
  systemctl is-active --quiet keepalived || break
  sleep 0.1
done
echo "keepalived did not come up: its state is \${state:-unknown}, the address is $([ "$held" = yes ] || echo not) here"
[ "$state" != FAULT ] || echo 'FAULT means that its health check fails or that its interface is down'
journalctl -u keepalived -n 20 --no-pager -o cat 2>/dev/null || true
exit 1`;
}
