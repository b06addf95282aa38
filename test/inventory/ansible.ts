import { spawnSync } from 'node:child_process';

export const MISSING = 'ansible-inventory is missing: apt-get install --no-install-recommends ansible-core';

/** Whether Debian's ansible-core is here, which judges how we read inventories. */
export function hasAnsible(): boolean {
  return spawnSync('ansible-inventory', ['--version'], { stdio: 'ignore' }).status === 0;
}
