import { settled } from '../../core/programs/settled.ts';
import { quote } from '../../core/programs/shell.ts';

/** A drop-in that no reboot survives, and whose being there is what the unit must not find. */
export function heldPath(service: string): string {
  return `/run/systemd/system/${service}.service.d/havip-deploy-held.conf`;
}

/**
 * POSIX sh that stops a service and keeps it so until it is let go, whoever starts it meanwhile: a watchdog, cron, a
 * package's script. To whom starts it by hand, systemd names the file that is in the way.
 */
export function holdStopped(service: string): string {
  return `${hold(service)}\n${stopped(service)}`;
}

/** POSIX sh that lets a service start again; nothing is asked of systemd where it was not held. */
export function letGo(service: string): string {
  return `held=${quote(heldPath(service))}; [ ! -e "$held" ] || { rm -f "$held"; systemctl daemon-reload; }`;
}

/** POSIX sh that stops a service, also beside somebody who starts it all the time. One that is held stays so. */
export function stopOnce(service: string): string {
  return `if [ -e ${quote(heldPath(service))} ]; then
${stopped(service)}
else
${holdStopped(service)} || { ${letGo(service)}; false; }
${letGo(service)}
fi`;
}

/**
 * POSIX sh: an order whose place another one takes ("Job canceled") has failed, and yet the service may come to run as
 * ordered, by that other one. One that has failed and that systemd will try again is not waited for.
 */
export function ordered(verb: 'start' | 'restart', service: string): string {
  const unit = quote(service);
  return `systemctl ${verb} ${unit} || {
  case $(systemctl show -p SubState ${unit}) in *=auto-restart) ;; *)
${settled(unit)} ;;
  esac
  systemctl is-active --quiet ${unit}
}`;
}

function hold(service: string): string {
  const file = heldPath(service);
  return `held=${quote(file)}
mkdir -p "\${held%/*}" && printf '%s\\n' '# Managed by havip-deploy: a run keeps it stopped for a moment; without this file it starts.' '[Unit]' ${quote(`AssertPathExists=!${file}`)} >"$held"
systemctl daemon-reload`;
}

function stopped(service: string): string {
  const unit = quote(service);
  return `systemctl stop ${unit} || {
${settled(unit)}
  case $(systemctl show -p ActiveState ${unit}) in *=inactive | *=failed) ;; *) false ;; esac
}`;
}
