import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { processMarks } from '../machines/processes.ts';

/** A program that watches something until it is told to stop. */
export interface Watcher {
  /** Interrupts the program and gives all that it printed. */
  stop(): Promise<string>;
}

/** Starts a program of a lab that prints what it sees. */
export async function startWatcher(lab: string, argv: readonly string[]): Promise<Watcher> {
  const marks = Object.entries(processMarks(lab, 'watcher')).map(([name, value]) => `${name}=${value}`);
  const child = spawn('env', [...marks, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(child, 'close');
  await once(child, 'spawn');
  return { stop: () => interrupt(child, closed, chunks) };
}

async function interrupt(
  child: ChildProcess,
  closed: Promise<unknown>,
  chunks: readonly Buffer[],
): Promise<string> {
  child.kill('SIGINT');
  await closed;
  return Buffer.concat(chunks).toString();
}
