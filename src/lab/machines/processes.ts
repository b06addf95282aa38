import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LAB_MARK = 'HAVIP_DEPLOY_LAB';
const PART_MARK = 'HAVIP_DEPLOY_LAB_PART';

/** A process that belongs to a lab, and which part of the lab it is. */
export interface LabProcess {
  readonly pid: number;
  readonly part: string;
}

/**
 * Environment variables that every process of a lab carries from its first instant. They say more than a recorded
 * process id: no crash falls between start and record, and no stranger ever has them.
 */
export function processMarks(lab: string, part: string): Readonly<Record<string, string>> {
  return { [LAB_MARK]: lab, [PART_MARK]: part };
}

/** All processes that carry a lab's marks; machines' own processes do not, they live and die with their first one. */
export function labProcesses(lab: string): readonly LabProcess[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => labProcess(lab, Number(pid)) ?? []);
}

function labProcess(lab: string, pid: number): LabProcess | null {
  const environment = readProcessFile(pid, 'environ').split('\0');
  if (!environment.includes(`${LAB_MARK}=${lab}`)) return null;
  const part = environment.find((entry) => entry.startsWith(`${PART_MARK}=`)) ?? '';
  return { pid, part: part.slice(PART_MARK.length + 1) };
}

/** The program's name as the kernel keeps it, or nothing when the process is gone. */
export function processName(pid: number): string {
  return readProcessFile(pid, 'comm').trim();
}

/** Direct children of a process. */
export function childrenOf(pid: number): readonly number[] {
  return numbers(readProcessFile(pid, `task/${pid}/children`));
}

/** Whitespace-separated numbers, as the kernel lists processes. */
export function numbers(text: string): readonly number[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
}

/**
 * A file of /proc, empty when the process has ended: it may do so at any moment. One after the other, since all at
 * once are more than a process may have open.
 */
function readProcessFile(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

const MOST_ROUNDS = 100;
const ROUND_MS = 50;

/**
 * Ends every process that `find` gives, again and again until it gives none: what was about to start is met in a
 * later round. False when some outlived five seconds of that.
 */
export async function endAll(find: () => Promise<readonly number[]>): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const pids = await find();
    if (pids.length === 0) return true;
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
    await sleep(ROUND_MS);
  }
  return false;
}

/** Sends a signal to a process, which may have ended meanwhile. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}
