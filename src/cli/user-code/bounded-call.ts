import { createContext, Script } from 'node:vm';
import { SIGNAL_CODES } from '../interruption.ts';

/** Thrown where a call did not end by itself. */
export class EndlessCall extends Error {
  readonly by: 'time' | 'interrupt';

  constructor(by: 'time' | 'interrupt') {
    super('the call did not end');
    this.by = by;
  }
}

/**
 * Calls functions that may never end, such as `for (;;) {}`: while one runs, no event is handled, no signal
 * either. V8 ends it from another thread, at SIGINT or when the time is over. The signal is then given to the
 * process once more, whose own handlers could not see it.
 */
export function boundedCaller(limitMs: number): <T>(work: () => T) => T {
  const box: { work?: () => unknown } = {};
  const context = createContext(box);
  const script = new Script('work()');
  return <T>(work: () => T): T => {
    const outer = box.work;
    box.work = work;
    try {
      return script.runInContext(context, { timeout: limitMs, breakOnSigint: true }) as T;
    } catch (error) {
      const by = endedBy(error);
      if (by === undefined) throw error;
      // Its handlers, or else what the system does.
      if (by === 'interrupt' && !process.emit('SIGINT', 'SIGINT')) {
        process.kill(process.pid, 'SIGINT');
        // The watch that has ended the call may have taken this one, too.
        process.exit(SIGNAL_CODES.SIGINT);
      }
      throw new EndlessCall(by);
    } finally {
      if (outer === undefined) delete box.work;
      else box.work = outer;
    }
  };
}

/** What ended the script, where it did not end by itself. */
function endedBy(error: unknown): EndlessCall['by'] | undefined {
  // The error is one of the context's own realm, and no `instanceof Error` here.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'time';
  return code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? 'interrupt' : undefined;
}
