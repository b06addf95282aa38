import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Lab } from '../../../src/lab/index.ts';
import { exec } from './cluster.ts';

/** Where something would have been left lying about. */
const PLACES = '/etc /home /opt /root /run /tmp /usr/local /var';

/** Looks at all processes again and again, those of the lab's machines too: they run on this kernel. */
export interface ProcessWatch {
  /** Gives where a secret was seen, and how often everything was looked at. */
  stop(): Promise<{ readonly seen: readonly string[]; readonly looks: number }>;
}

/** Watches the arguments and environments of all processes for secrets. */
export function watchProcesses(secrets: readonly string[]): ProcessWatch {
  const seen = new Set<string>();
  let looks = 0;
  let going = true;
  const watching = (async () => {
    while (going) {
      for (const pid of readdirSync('/proc')) if (/^\d+$/.test(pid)) look(pid, secrets, seen);
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return {
    stop: async () => {
      going = false;
      await watching;
      return { seen: [...seen], looks };
    },
  };
}

function look(pid: string, secrets: readonly string[], seen: Set<string>): void {
  for (const file of ['cmdline', 'environ']) {
    let text = '';
    try {
      text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      // It has ended meanwhile.
      continue;
    }
    for (const secret of secrets)
      if (text.includes(secret)) seen.add(`${file}: ${text.replaceAll('\0', ' ')}`);
  }
}

/** Files and journal entries of a machine that hold one of the secrets. */
export async function secretsLeftOn(
  lab: Lab,
  machine: string,
  secrets: readonly string[],
): Promise<readonly string[]> {
  // The secrets go in by stdin, or the search would find itself.
  const program = `cat >/dev/shm/hunted; grep -rlIF -f /dev/shm/hunted ${PLACES} 2>/dev/null
journalctl --no-pager -o export | grep -aF -f /dev/shm/hunted | sed 's/^/journal: /'; rm -f /dev/shm/hunted`;
  const stdout = await exec(lab, machine, program, secrets.join('\n'));
  return stdout.split('\n').filter((line) => line !== '');
}

/** Files of folders of this machine that hold one of the secrets. */
export async function secretsLeftHere(
  folders: readonly string[],
  secrets: readonly string[],
): Promise<readonly string[]> {
  const { stdout } = spawnSync('grep', ['-rlIF', '-f', '-', ...folders], {
    input: secrets.join('\n'),
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line !== '');
}

/** A process that shows a secret for a while, to see that the watch would find one. */
export async function showDecoy(decoy: string): Promise<void> {
  await promisify(execFile)('sleep', ['0.3'], { env: { ...process.env, DECOY: decoy } });
}
