import { type Outcome, success } from '../../core/outcome.ts';
import type { ActionMachine } from '../steps/action.ts';
import { jobState } from './job-programs.ts';

/** Milliseconds that one look may take. */
const LOOK_MS = 30_000;

const STATES = ['none', 'ready', 'running', 'ended', 'lost'] as const;

/** How a job stands on a machine. */
export interface JobState {
  /**
   * `ready`: all is prepared, and it was never begun. `lost`: it is gone and nobody has seen how it ended, as
   * after a reboot.
   */
  readonly state: (typeof STATES)[number];
  /** Of its name and program. */
  readonly id: string;
  /** It was ended at its limit. */
  readonly timedOut: boolean;
}

/** Looks how a job stands. */
export async function stateOf(machine: ActionMachine, name: string): Promise<Outcome<JobState>> {
  const answer = await machine.read(jobState(name), { activity: `looking at ${name}`, timeoutMs: LOOK_MS });
  if (!answer.ok) return answer;
  const [word, id = '', limit] = answer.value.stdout.trim().split(' ');
  const state = STATES.find((each) => each === word) ?? 'none';
  return success({ state, id, timedOut: limit === 'over' });
}
