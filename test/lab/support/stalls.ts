import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../../src/lab/index.ts';
import { labControlGroups, processesInGroup } from '../../../src/lab/machines/cgroups.ts';

/** Runs an action while all processes of a machine stand still for a time, again and again, as a hypervisor does. */
export async function pausedNowAndThen<T>(
  lab: Lab,
  machine: string,
  pauseMs: number,
  action: () => Promise<T>,
): Promise<T> {
  const groups = (await labControlGroups(lab.name)).map((group) => join(group, machine));
  const signal = async (name: 'SIGSTOP' | 'SIGCONT') => {
    const pids = new Set((await Promise.all(groups.map(processesInGroup))).flat());
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  let over = false;
  const pausing = (async () => {
    while (!over) {
      await signal('SIGSTOP');
      await sleep(pauseMs);
      await signal('SIGCONT');
      await sleep(pauseMs / 2);
    }
  })();
  try {
    return await action();
  } finally {
    over = true;
    await pausing;
  }
}
