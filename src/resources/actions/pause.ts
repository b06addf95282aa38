import { failure, type Outcome, success } from '../../core/outcome.ts';
import { pause as waited } from '../../core/pause.ts';
import { defineAction } from '../define/define-action.ts';
import { duration } from '../define/options/option-types.ts';
import type { StepResult } from '../steps/action.ts';

/** Nothing for a while. */
export const pause = defineAction({
  call: 'pause',
  summary: 'Nothing for a while.',
  notes: 'Where there is something to look at, [`waitFor`](#waitfor) is better: it ends as soon as it can.',
  example: "yield* pause({ time: '30s' });",
  options: { time: duration.describe('How long.') },
  key: ({ time }) => String(time),
  title: ({ time }) => `pause of ${time / 1000} s`,
  reads: false,
  does: ({ time }) => `waits ${time / 1000} s`,
  perform: async ({ time }, { signal, host }): Promise<Outcome<StepResult>> => {
    await waited(time, signal);
    return signal.aborted ? failure(interruptedWhile(host, 'pausing')) : success({ changed: false });
  },
  guess: () => ({ changed: false }),
});

/** What an action has come to that an interrupt has ended. */
export function interruptedWhile(host: string, what: string) {
  return { code: 'host.interrupted', host, summary: `the run was interrupted while ${what}` } as const;
}
