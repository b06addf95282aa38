import type { RunDocument } from '../../src/core/events/document.ts';
import type { RunEvent } from '../../src/core/events/event.ts';
import { Redactor, Secret } from '../../src/core/secret.ts';
import { createReporter, type ReporterOptions } from '../../src/report/index.ts';

/** What a reporter wrote. */
export interface Written {
  readonly out: string;
  readonly err: string;
}

interface Setup extends Partial<ReporterOptions> {
  readonly secret?: string;
  /** Called after every event; lets real time pass. */
  readonly pause?: () => Promise<void>;
}

/** Reports events and a document; one second passes per event, from 12:00:00 local time. */
export async function report(
  events: readonly RunEvent[],
  document: RunDocument,
  setup: Setup,
): Promise<Written> {
  const written = { out: '', err: '' };
  let seconds = 0;
  const redactor = new Redactor();
  const { secret, pause, ...options } = setup;
  if (secret !== undefined) redactor.add(new Secret(secret));
  const reporter = createReporter({
    mode: 'plain',
    color: false,
    verbosity: 0,
    diff: false,
    redactor,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    columns: () => 80,
    clock: {
      monotonicMs: () => seconds * 1000,
      wall: () => new Date(2026, 10, 22, 12, 0, seconds),
    },
    ...options,
  });
  for (const event of events) {
    reporter.sink(event);
    await pause?.();
    seconds += 1;
  }
  await reporter.finish(document);
  return written;
}
