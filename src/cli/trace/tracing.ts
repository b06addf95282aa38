import { join } from 'node:path';
import type { Trace } from '../../connection/traced.ts';
import type { EventSink, RunEvent } from '../../core/events/event.ts';
import { type Outcome, success } from '../../core/outcome.ts';
import type { Redactor } from '../../core/secret.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { printable } from '../../core/text/printable.ts';
import { createStyle } from '../../report/style.ts';
import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options/options.ts';
import { checkFolder } from '../output/output-folder.ts';
import { version } from '../version.ts';
import { LogFile } from './log-file.ts';
import { traceText } from './trace-text.ts';

/** What `-vvv` and `--log` do beside the reporter; without them, nothing. */
export interface Tracing {
  /** Told of all that goes over connections; undefined where nobody wants to know. */
  readonly trace?: Trace;
  /** A sink that keeps in each host's log what it passes on. */
  readonly beside: (sink: EventSink) => EventSink;
}

type TracingOptions = Pick<CommonOptions, 'log' | 'verbose'>;

/** As often as `-v` has to be given for programs and answers to be shown. */
const SHOWS_PROGRAMS = 3;

const NO_TRACING: Tracing = { beside: (sink) => sink };

/** Begins to follow what goes over connections, where a command line asks for it; the command ends with its logs written. */
export async function startTracing(
  context: CommandContext,
  command: string,
  { log: folder, verbose }: TracingOptions,
  redactor: Redactor,
): Promise<Outcome<Tracing>> {
  if (folder === undefined && verbose < SHOWS_PROGRAMS) return success(NO_TRACING);
  const checked = await checkFolder(folder, '--log', 0o700);
  if (!checked.ok) return checked;
  const logs = folder === undefined ? undefined : await hostLogs(context, command, folder, redactor);
  if (logs !== undefined) context.atEnd?.(logs.settled);
  const { formatTimeOfDay } = await import('../../report/words/duration.ts');
  return success({
    trace: (traced) => {
      const { heading, body } = traceText(traced, redactor);
      const said = `${heading}\n${body}`;
      if (verbose >= SHOWS_PROGRAMS) {
        const host = printable(redactor.redact(traced.host));
        context.err(`${formatTimeOfDay(context.clock.wall())}  ${host}  ${said}`);
      }
      logs?.write(traced.host, said);
    },
    beside: (sink) => (event) => {
      sink(event);
      logs?.event(event);
    },
  });
}

interface HostLogs {
  readonly write: (host: string, text: string) => void;
  readonly event: (event: RunEvent) => void;
  /** When all is written. */
  readonly settled: () => Promise<void>;
}

interface HostLog {
  readonly file: LogFile;
  readonly event: (event: RunEvent) => void;
}

/** A file for each host that something happens on. */
async function hostLogs(
  { clock, err }: CommandContext,
  command: string,
  folder: string,
  redactor: Redactor,
): Promise<HostLogs> {
  const [{ createPlainLog }, { changeTexts, maskingPrintable }, { fileName }] = await Promise.all([
    import('../../report/reporters/plain.ts'),
    import('../../report/clean.ts'),
    import('../../resources/paths.ts'),
  ]);
  const change = maskingPrintable(redactor);
  const logs = new Map<string, HostLog>();
  const make = (host: string): HostLog => {
    const path = join(folder, `${fileName(host)}.log`);
    const file = new LogFile(path, (error) => {
      const why = messageOf(error);
      err(`log: ${printable(redactor.redact(`${path} cannot be written: ${why}`))}\n`);
    });
    file.write(`\n${clock.wall().toISOString()}  havip-deploy ${version} ${command}\n`);
    const write = (text: string) => file.write(redactor.redact(text));
    const style = createStyle({ color: false, unicode: true });
    return { file, event: createPlainLog({ write, style, clock, verbosity: 1, diff: () => true }) };
  };
  const logOf = (host: string): HostLog => {
    const known = logs.get(host);
    if (known !== undefined) return known;
    const made = make(host);
    logs.set(host, made);
    return made;
  };
  return {
    write: (host, text) => logOf(host).file.write(`${clock.wall().toISOString().slice(11, 23)}  ${text}`),
    event: (event) => {
      const host = hostOf(event);
      if (host !== undefined) logOf(host).event(changeTexts(event, change));
    },
    settled: async () => {
      await Promise.all([...logs.values()].map(({ file }) => file.settled()));
    },
  };
}

function hostOf(event: RunEvent): string | undefined {
  if (event.type === 'problem') return event.problem.host;
  return 'host' in event ? event.host : undefined;
}
