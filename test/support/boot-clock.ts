import { readFileSync } from 'node:fs';

/** A lease's last lines, as this machine writes them: it has this many seconds left. */
export function expiryLines(secondsLeft: number): string {
  return `expiresAt=${uptimeSeconds() + secondsLeft}\nmachineBoot=${bootId()}\n`;
}

/** The same in POSIX sh, for a machine that the program is sent to. */
export function expiryProgram(secondsLeft: number): string {
  return `read -r now _ < /proc/uptime; echo "expiresAt=$((\${now%.*} + ${secondsLeft}))"; echo "machineBoot=$(cat /proc/sys/kernel/random/boot_id)"`;
}

function uptimeSeconds(): number {
  return Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
