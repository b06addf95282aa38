import { ONLY_CHECK } from 'havip-deploy';

export { CONFIG_PATH } from 'havip-deploy';

/** SELinux lets keepalived run programs from here, and from few other places. */
const SCRIPT_DIRECTORY = '/usr/libexec/keepalived';

export const NOTIFY_PATH = `${SCRIPT_DIRECTORY}/havip-notify`;
export const CHECK_PATH = `${SCRIPT_DIRECTORY}/havip-check`;

/** Where the script of a check lies; the one of `havip.check` has the plain name. */
export function checkPath(name: string): string {
  return name === ONLY_CHECK ? CHECK_PATH : `${CHECK_PATH}-${name}`;
}

/** Reads changes of state from keepalived, and runs the hooks. */
export const HOOKS_PATH = `${SCRIPT_DIRECTORY}/havip-hooks`;
export const HOOKS_FIFO = '/run/havip-hooks.fifo';
export const HOOKS_UNIT_PATH = '/etc/systemd/system/havip-hooks@.service';

/** Sends to webhooks; it holds their URLs and keys. */
export const WEBHOOKS_PATH = `${SCRIPT_DIRECTORY}/havip-webhooks`;
export const WEBHOOKS_UNIT_PATH = '/etc/systemd/system/havip-webhooks@.service';

/** Where a hook that was sent lies; of several clusters on a machine, by the name of its instance. */
export function hookPath(state: string, instance?: string): string {
  return `${SCRIPT_DIRECTORY}/havip-hook-${state}${instance === undefined ? '' : `-${instance}`}`;
}

export const UNIT_PATH = '/etc/systemd/system/keepalived.service';
export const DROP_IN_PATH = '/etc/systemd/system/keepalived.service.d/havip-deploy.conf';
export const LOGROTATE_PATH = '/etc/logrotate.d/havip-deploy';

/** What the notify script writes for people, a line each time. */
export const NOTIFY_LOG_PATH = '/var/log/havip/notify.log';
