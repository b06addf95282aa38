import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { processMarks } from '../machines/processes.ts';
import { namespaceFile } from '../network/network.ts';

/**
 * Starts a program that works for the cloud: `lab down` finds it by its marks, and it ends with the cloud, however
 * that ends.
 */
export function startChild(
  lab: string,
  part: string,
  argv: readonly string[],
): ChildProcessByStdio<null, Readable, null> {
  const marks = Object.entries(processMarks(lab, part)).map(([name, value]) => `${name}=${value}`);
  const words = ['--pdeathsig', 'KILL', 'env', ...marks, ...argv];
  return spawn('setpriv', words, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The words before a command that runs it on the lab's network. */
export function onNetwork(namespace: string): readonly string[] {
  return ['nsenter', `--net=${namespaceFile(namespace)}`];
}
