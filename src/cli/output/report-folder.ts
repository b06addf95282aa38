import { join } from 'node:path';
import type { RunDocument } from '../../core/events/document.ts';
import type { EventSink } from '../../core/events/event.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, sourcesOf } from '../options/options.ts';
import { version } from '../version.ts';
import { placeFile } from './replace-file.ts';

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

/** Begins to record a run, where `--report` was given. */
export async function startReport(
  { err, words }: Pick<CommandContext, 'err' | 'words'>,
  { inventory: argument, options }: ReportedCommand,
  redactor: Redactor,
): Promise<RunReport> {
  const { report: folder, check = false } = options;
  if (folder === undefined) return NO_REPORT;
  const inventory = sourcesOf(argument, options).join(' ');
  const { RunRecorder, renderReport } = await import('../../report/index.ts');
  const recorder = new RunRecorder({
    version,
    node: process.versions.node,
    inventory,
    words: withoutMappings(words),
    check,
  });
  let paths: readonly string[] = [];
  return {
    beside: (sink) => (event) => {
      sink(event);
      recorder.sink(event);
    },
    write: async (document) => {
      try {
        const files = renderReport(recorder.record(document), redactor);
        const placing = files.map(({ name, text }) => placeFile(join(folder, name), text));
        // One that fails does not leave the others half written when the program ends.
        await Promise.allSettled(placing);
        await Promise.all(placing);
        paths = files.map(({ name }) => join(folder, name));
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

/**
 * Without mappings of variables: a secret in one may be written in a way of YAML in which no mask finds it, and
 * `key=value` has its value as it is.
 */
function withoutMappings(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const option = /^(-e=?|--extra-vars=)?/.exec(word)?.[0] ?? '';
    const isValue = option !== '' || /^(-e|--extra-vars)$/.test(words[index - 1] ?? '');
    const value = word.slice(option.length);
    return isValue && /^\s*\{|\n/.test(value) ? `${option}{…}` : word;
  });
}

/** What the run itself came to keeps its exit code. */
function withProblem(document: RunDocument, problem: Problem): RunDocument {
  const exitCode = document.exitCode === 0 ? exitCodeFor([problem]) : document.exitCode;
  return { ...document, ok: false, exitCode, errors: [...document.errors, problem] };
}

function notWritten(folder: string, reason: string): Problem {
  return {
    code: 'internal.report-not-written',
    summary: 'The report could not be written',
    detail: `${folder}: ${reason}. The run itself is over, and told here.`,
    fix: 'Make room or grant access, and run again; a run that finds nothing to do writes a report, too.',
  };
}
