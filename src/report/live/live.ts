import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import type { RunEvent } from '../../core/events/event.ts';
import type { Style } from '../style.ts';
import { composeFrame, type Frame } from './frame.ts';
import { liveRenderer } from './live-renderer.ts';
import { advance, createProgress } from './progress.ts';

/** Where and how the live view is shown. */
export interface LiveOptions {
  readonly write: (text: string) => void;
  readonly style: Style;
  readonly clock: Clock;
  readonly columns: () => number;
  readonly rows: () => number;
}

/** A picture of the run that is repainted in place until it is stopped. */
export interface LiveView {
  readonly take: (event: RunEvent) => void;
  /** Paints the last picture, which stays. */
  readonly stop: (ok: boolean) => Promise<void>;
}

/** Five pictures a second; the event loop also carries SSH and the failover's clock. */
const FRAME_INTERVAL_MS = 200;
/** Runs shorter than this show their last picture only, and never load the renderer. */
const START_DELAY_MS = 150;
const MAX_LINES = 20;

/** A live view that starts with the first event; listr2 is loaded then, and only then. */
export function createLiveView(options: LiveOptions): LiveView {
  const { style, clock } = options;
  const progress = createProgress(clock.monotonicMs());
  const spinner = style.symbols.spinner;
  let outcome: boolean | undefined;
  let running: Promise<Stop | undefined> | undefined;
  let delay: NodeJS.Timeout | undefined;

  const compose = (): Frame => {
    const viewport = { columns: options.columns() - 3, lines: Math.min(MAX_LINES, options.rows() - 1) };
    return composeFrame(progress, viewport, clock.monotonicMs(), style);
  };
  const icon = (): string => {
    if (outcome === true) return style.paint('ok', style.symbols.done);
    if (outcome === false) return style.paint('failed', style.symbols.failed);
    const frame = Math.floor(clock.monotonicMs() / FRAME_INTERVAL_MS) % spinner.length;
    return style.paint('notice', spinner[frame] ?? '');
  };
  const begin = (): void => {
    running = startListr({ ...options, icon, compose }).catch((error: unknown) => {
      options.write(`no live view: ${String(error)}\n`);
      return undefined;
    });
  };

  return {
    take: (event) => {
      advance(progress, event, clock.monotonicMs());
      if (delay === undefined) delay = setTimeout(begin, START_DELAY_MS).unref();
    },
    stop: async (ok) => {
      clearTimeout(delay);
      outcome = ok;
      const stop = await running;
      if (stop !== undefined) await stop();
      else options.write(asText(compose(), icon()));
    },
  };
}

type Stop = () => Promise<void>;

interface ListrSurroundings extends LiveOptions {
  readonly icon: () => string;
  readonly compose: () => Frame;
}

/** Runs one listr2 task for as long as the run takes; signals stay with the caller. */
async function startListr(surroundings: ListrSurroundings): Promise<Stop> {
  const { Listr, ListrTaskEventType } = await import('listr2');
  // Loading takes some 12 ms; what waits in the event loop goes before the first picture.
  await eventLoopTurn();
  const { compose } = surroundings;
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const listr = new Listr(
    {
      title: compose().head,
      task: async (_context, task) => {
        const show = (): void => {
          const frame = compose();
          task.task.title = frame.head;
          task.output = frame.lines.join('\n');
        };
        show();
        const timer = setInterval(show, FRAME_INTERVAL_MS).unref();
        await finished;
        clearInterval(timer);
        show();
      },
    },
    { renderer: liveRenderer(surroundings, ListrTaskEventType.OUTPUT), registerSignalListeners: false },
  );
  const run = listr.run();
  return async () => {
    finish();
    await run;
  };
}

function asText(frame: Frame, icon: string): string {
  return [`${icon} ${frame.head}`, ...frame.lines.map((line) => `  ${line}`), ''].join('\n');
}
