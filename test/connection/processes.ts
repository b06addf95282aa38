import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Tells what this worker starts from what the others do beside it, such as `sleep 41.5${OWN}`. */
export const OWN = String(process.pid).padStart(7, '0');

/** Processes whose command line contains a text. */
export function processesWith(text: string): string[] {
  return execFileSync('ps', ['-eo', 'pid,args', 'ww'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo'));
}

/** Processes of a process group. */
export function processesOf(group: number): string[] {
  return execFileSync('ps', ['-eo', 'pgid=,pid=,args=', 'ww'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => Number.parseInt(line, 10) === group);
}

/** Waits until something holds, at most twenty seconds: the machine may be busy. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  const until = performance.now() + 20_000;
  while (performance.now() < until) {
    if (holds()) return true;
    await delay(20);
  }
  return holds();
}
