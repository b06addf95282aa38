import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RunDocument } from '../core/document.ts';
import type { EventSink } from '../core/event.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { exitCodeFor, type Problem } from '../core/problem.ts';
import type { Redactor } from '../core/secret.ts';
import type { CommandContext } from './context.ts';
import { type CommonOptions, sourcesOf } from './options.ts';
import { version } from './version.ts';

/** What `--report` does beside the reporter of the terminal; without the option, nothing. */
export interface RunReport {
  /** A sink that records what it passes on. */
  readonly beside: (sink: EventSink) => EventSink;
  /** Writes the files; gives the document, with one problem more if that was not possible. */
  readonly write: (document: RunDocument) => Promise<RunDocument>;
  /** Says where the files are, once all else is said. */
  readonly tell: () => void;
}

/** What a command line says of its run. */
interface ReportedCommand {
  readonly inventory: string | undefined;
  readonly options: Pick<CommonOptions, 'report' | 'check' | 'inventory'>;
}

const NO_REPORT: RunReport = { beside: (sink) => sink, write: async (document) => document, tell: () => {} };

/** Makes the folder if need be, and writes into it: what cannot be written must not be found out at the end. */
export async function checkReportFolder(folder: string | undefined): Promise<Outcome<undefined>> {
  if (folder === undefined) return success(undefined);
  const trial = temporary(folder, 'trial');
  try {
    await makeFolder(resolve(folder));
    await writeFile(trial, '', { flag: 'wx' });
    await rm(trial);
    return success(undefined);
  } catch (error) {
    return failure({
      code: 'usage.report-folder',
      summary: 'The folder of --report cannot be written',
      detail: `${folder}: ${messageOf(error)}`,
      fix: 'Name a folder that you may write; it is made if it is not there.',
    });
  }
}

/** One level at a time: Node's recursive mkdir never ends where nothing can be made, as under /proc. */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) await makeFolder(parent);
  if (!existsSync(folder)) await mkdir(folder);
}

/** Begins to record a run, where `--report` was given. */
export async function startReport(
  { err }: Pick<CommandContext, 'err'>,
  { inventory: argument, options }: ReportedCommand,
  redactor: Redactor,
): Promise<RunReport> {
  const { report: folder, check = false } = options;
  if (folder === undefined) return NO_REPORT;
  const inventory = sourcesOf(argument, options).join(' ');
  const { RunRecorder, renderReport } = await import('../report/index.ts');
  const recorder = new RunRecorder({ version, node: process.versions.node, inventory, check });
  let paths: readonly string[] = [];
  return {
    beside: (sink) => (event) => {
      sink(event);
      recorder.sink(event);
    },
    write: async (document) => {
      try {
        const files = renderReport(recorder.record(document), redactor);
        paths = await Promise.all(files.map(({ name, text }) => replaceFile(folder, name, text)));
        return document;
      } catch (error) {
        return withProblem(document, notWritten(folder, messageOf(error)));
      }
    },
    tell: () => {
      if (paths.length > 0) err(`report: ${redactor.redact(paths.join('  '))}\n`);
    },
  };
}

/** What the run itself came to keeps its exit code. */
function withProblem(document: RunDocument, problem: Problem): RunDocument {
  const exitCode = document.exitCode === 0 ? exitCodeFor([problem]) : document.exitCode;
  return { ...document, ok: false, exitCode, errors: [...document.errors, problem] };
}

/** A reader never sees half a file, and a run that dies leaves the earlier one. */
async function replaceFile(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  const beside = temporary(folder, name);
  try {
    // Made new: in a shared folder somebody else may have put a link there.
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return path;
}

function temporary(folder: string, name: string): string {
  return join(folder, `.${name}.${randomBytes(8).toString('hex')}.new`);
}

function notWritten(folder: string, reason: string): Problem {
  return {
    code: 'internal.report-not-written',
    summary: 'The report could not be written',
    detail: `${folder}: ${reason}. The run itself is over, and told here.`,
    fix: 'Make room or grant access, and run again; a run that finds nothing to do writes a report, too.',
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
