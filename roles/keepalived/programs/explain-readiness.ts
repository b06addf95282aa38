import { CHECK_ENDED, CONFIG_PATH, checkToItsEnd, quote } from 'havip-deploy';
import { latenessFunctions } from '../late.ts';

/** Seconds that the health check is given when it is asked what is wrong. */
const CHECK_SECONDS = 10;

/** What a node is asked about that is not ready. */
export interface Explained {
  readonly addresses: readonly string[];
  /** Milliseconds of silence after which a backup takes over. */
  readonly masterDownMs: number;
  /** The health checks' own commands, to say why one fails. */
  readonly probes?: readonly string[];
}

/** POSIX sh that says in a few lines why keepalived is not ready, by `$state` and `$held`; the last ones are the cause. */
export function explanation({ probes = [], addresses, masterDownMs }: Explained): string {
  const address = addresses[0] ?? 'the address';
  return `${latenessFunctions(masterDownMs)}
echo "keepalived did not come up: its state is \${state:-unknown}, the address is $([ "$held" = yes ] || echo 'not ')here"
case "$state:$held" in
  FAULT:* | INIT:*)
    if [ -e /etc/keepalived/maintenance ]; then
      echo '/etc/keepalived/maintenance is there, which drains this node: remove it when the maintenance is over'
    else
      failing=no
${probes.map(checkWords).join('\n')}
      [ $failing = yes ] || echo ${quote(`FAULT means that its interface is down, or that something it tracks fails${probes.length === 0 ? '' : '; its health checks succeed by now'}`)}
      journalctl -u keepalived -n 60 --no-pager -o cat 2>/dev/null | grep -q 'process event listen - errno' && echo 'the kernel tells keepalived nothing of processes here, as in a container: watch them by check: { process: … } instead of track_process'
    fi ;;
  BACKUP:yes) echo "keepalived is BACKUP and has not put ${address} here: it was set by hand (\\\`ip addr del\\\` removes it), stands in the network configuration, or a script in a loop, cron or a timer sets it: see \\\`ip monitor address\\\`" ;;
  MASTER:no) runs_late || adverts_late || echo "keepalived is MASTER and ${address} is not here: something else on this machine takes it away" ;;
  *) runs_late || adverts_late ;;
esac
systemctl is-active --quiet keepalived || systemctl show -p Result,ExecMainStatus keepalived | tr '\\n' ' ' | sed 's/^/keepalived has ended: /'
[ -s ${CONFIG_PATH} ] || echo '${CONFIG_PATH} is missing or empty'`;
}

/** The check is run once more, with its words. */
function checkWords(probe: string): string {
  return `      ${checkToItsEnd({ probe, limit: CHECK_SECONDS })}
      code=\${said##*${CHECK_ENDED} } said=$(printf '%s' "\${said%${CHECK_ENDED}*}")
      if [ "$code" -ne 0 ]; then failing=yes
        printf '%s\\n' "$said" | tail -n 5
        echo "FAULT: its health check ends with $code$([ "$code" -ne 127 ] || echo ' (no such command)')$([ "$code" -ne 126 ] || echo ' (not executable)')$([ "$code" -ne 124 ] || echo ' (too slow)'):"
        printf '  %s\\n' ${quote(probe)}${probe.includes('/dev/tcp/127.0.0.1/') ? "\n        echo 'it asks 127.0.0.1: a service that listens on another address only does not answer there'" : ''}
      fi`;
}
