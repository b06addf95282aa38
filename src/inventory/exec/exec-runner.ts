import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Finding } from '../problem-list.ts';
import type { ExecCommand } from './exec-command.ts';
import { lastWords } from './last-words.ts';
import { writableByOthers } from './others-may-write.ts';

/** A password manager may ask a person first. */
const LIMIT_MS = 30_000;
const MOST_BYTES = 64 * 1024;

type Printed = { readonly text: string } | { readonly why: string };

/** Runs the commands of `!exec`, each once. */
export class ExecRunner {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #limitMs: number;
  readonly #printed = new Map<string, Printed>();

  constructor(environment: Readonly<Record<string, string | undefined>> = {}, limitMs = LIMIT_MS) {
    this.#environment = environment;
    this.#limitMs = limitMs;
  }

  /** @param what the variable's name, for a message */
  output(command: ExecCommand, what: string): { readonly text: string } | { readonly finding: Finding } {
    const key = `${resolve(command.folder)}\n${command.command}`;
    const printed = this.#printed.get(key) ?? this.#run(command);
    this.#printed.set(key, printed);
    return 'text' in printed ? printed : { finding: unusable(what, printed.why) };
  }

  #run({ command, file, folder }: ExecCommand): Printed {
    if (command === '') return { why: 'Behind !exec stands no command.' };
    const other = file === '' ? undefined : writableByOthers([file, folder]);
    if (other !== undefined)
      return {
        why: `It is not run, for other users may write ${other}, and with it the command (chmod go-w takes that from them).`,
      };
    const { stdout, stderr, status, signal, error } = spawnSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...this.#environment },
      timeout: this.#limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (error !== undefined) return { why: reasonOf(error, this.#limitMs) };
    if (status !== 0) {
      const ended = status === null ? `was ended by ${signal}` : `ended with ${status}`;
      return { why: `The command ${ended}${lastWords(stderr)}.` };
    }
    const text = stdout.replace(/\r?\n$/, '');
    return text === '' ? { why: 'The command printed nothing.' } : { text };
  }
}

function reasonOf(error: Error, limitMs: number): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT') return `The command was ended after ${limitMs / 1000} s.`;
  if (code === 'ENOBUFS') return `The command printed more than ${MOST_BYTES / 1024} KiB.`;
  return `The command cannot be run: ${error.message}.`;
}

function unusable(what: string, why: string): Finding {
  return {
    name: 'exec',
    summary: `${what} cannot be had from its command`,
    detail: why,
    fix: 'Run the command by itself, in the folder of the file, and mend it; it has to print the value alone.',
  };
}
