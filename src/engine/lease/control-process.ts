import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';

/** A process of a control machine, so that another one there can tell whether it still runs. */
export interface ControlProcess {
  readonly user: string;
  readonly host: string;
  /** Boot id and process namespace: process ids mean the same only within one. Empty where unknown. */
  readonly boot: string;
  readonly pid: number;
  /** When it started, in the kernel's ticks since boot; empty where unknown. */
  readonly pidStart: string;
}

/** What this machine says of its processes. */
export interface ProcessTable {
  readonly boot: string;
  /** When a process started; undefined where there is none, empty where it does not say. */
  readonly startOf: (pid: number) => string | undefined;
}

let own: ControlProcess | undefined;

/** The process that this program is: the same for every lease of a run. */
export function thisProcess(): ControlProcess {
  own ??= readOwn();
  return own;
}

function readOwn(): ControlProcess {
  const table = systemProcesses();
  return {
    user: userInfo().username,
    host: hostname(),
    boot: table.boot,
    pid: process.pid,
    pidStart: table.startOf(process.pid) ?? '',
  };
}

/** The processes of this machine, as Linux shows them; elsewhere, nothing is known of any. */
export function systemProcesses(): ProcessTable {
  boot ??= readBoot();
  return {
    boot,
    startOf: (pid) => {
      const stat = read(`/proc/${pid}/stat`);
      // The name in parentheses may hold anything; the start is the 20th field after it.
      if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
      return isThere(pid) ? '' : undefined;
    },
  };
}

/** It stays as it is for as long as this process lives. */
let boot: string | undefined;

function readBoot(): string {
  const bootId = read('/proc/sys/kernel/random/boot_id').trim();
  const namespace = link('/proc/self/ns/pid');
  return bootId === '' || namespace === '' ? '' : `${bootId} ${namespace}`;
}

/** Whether a process is known to have ended: it ran on this machine, and its id is free or another's by now. */
export function hasEnded(
  { boot, pid, pidStart }: Omit<ControlProcess, 'user' | 'host'>,
  { boot: here, startOf }: ProcessTable,
): boolean {
  if (boot === '' || boot !== here || pid <= 0) return false;
  const start = startOf(pid);
  if (start === undefined) return true;
  return start !== '' && pidStart !== '' && start !== pidStart;
}

/** Where /proc hides other users' processes, a signal still finds them. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** A file of /proc, empty where it is not there: on another system, or because the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
