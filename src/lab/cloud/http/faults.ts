import { z } from 'zod';

/** What can be made to go wrong with a call. */
const KINDS = [
  'throttle',
  'status',
  'reset',
  'slow',
  'malformed',
  'stalled',
  'error',
  'answer-lost',
  'task-fails',
] as const;

const FAULT = z
  .strictObject({
    /** The action, or `*` for any. */
    action: z.string().default('*'),
    kind: z.enum(KINDS),
    /** How many calls it meets … */
    times: z.int().min(1).default(1),
    /** … after this many that it lets pass. */
    skip: z.int().min(0).default(0),
    /** Of `status`. */
    status: z.int().min(400).max(599).default(503),
    /** Of `error`. */
    code: z.string().default('InternalError'),
    /** Of `error` and `task-fails`. */
    message: z.string().default('An error was asked for.'),
    /** Of `slow`: how long until it is answered. */
    ms: z.int().min(0).default(1000),
    /** Whether the call takes effect all the same; `slow`, `answer-lost` and `task-fails` always do. */
    applied: z.boolean().default(false),
  })
  .describe('One fault, or a list of them.');

export const FAULTS = z.union([FAULT, z.array(FAULT)]).transform((value) => [value].flat());

export type Fault = z.output<typeof FAULT>;

/** The faults that are still to come, in order. */
export class FaultList {
  readonly #faults: Fault[] = [];

  add(faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ ...fault })));
  }

  clear(): void {
    this.#faults.length = 0;
  }

  pending(): readonly Fault[] {
    return this.#faults;
  }

  /** The fault that meets a call, if any; used up by it. */
  take(action: string): Fault | undefined {
    for (const fault of this.#faults) {
      if (fault.action !== '*' && fault.action !== action) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.times -= 1;
      if (fault.times === 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
      return fault;
    }
    return undefined;
  }
}

/** Whether a call that meets this fault takes effect. */
export function takesEffect(fault: Fault | undefined): boolean {
  if (fault === undefined || fault.applied) return true;
  return ['slow', 'answer-lost', 'task-fails'].includes(fault.kind);
}
