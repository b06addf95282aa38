import type { Playbook } from '../api/types.ts';
import type { Connection } from '../connection/connection.ts';
import type { Clock } from '../core/clock.ts';
import type { EventSink } from '../core/events/event.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Target } from '../core/ssh/target.ts';
import type { UserCode } from '../core/user-code/user-code.ts';
import type { AttemptToken } from '../engine/lease/programs.ts';
import type { Selection } from '../engine/plan.ts';
import type { Inventory } from '../inventory/types.ts';
import type { StepJournal } from '../rollout/in-process/step-journal.ts';
import type { ForeseenFacts } from './check/foreseen-facts.ts';
import type { StepAnswer } from './choice/step-by-step.ts';
import type { PlanGuard } from './saved-plan/plan-guard.ts';
import type { PlanRecord } from './saved-plan/plan-record.ts';
import type { WavePlan } from './waves/waves.ts';

/** What a run is to do. */
export interface RunRequest {
  readonly command: string;
  readonly playbook: Playbook;
  /** How the playbook's code is called, where a person wrote it. */
  readonly userCode?: UserCode;
  readonly inventory: Inventory;
  /** Names of the hosts that `--limit` leaves; undefined without one. */
  readonly limit?: ReadonlySet<string>;
  /** Plan only; nothing is changed. */
  readonly check: boolean;
  /** What a preflight finds is told and stops nothing. */
  readonly skipPreflight?: boolean;
  /** Hosts that work at the same time. */
  readonly forks: number;
  readonly selection: Selection;
  /** Keeps what the check of the request has found that its steps will ask for. */
  readonly foreseen?: ForeseenFacts;
  /** The step at which each host begins: by name, `*` stands for anything. */
  readonly startAt?: string;
  /** A person is asked before each change. */
  readonly step?: boolean;
  /** How long to wait for another run's lease, in milliseconds; default not at all. */
  readonly lockWaitMs?: number;
  /** Units in several steps; without it all at once. */
  readonly waves?: WavePlan;
  /**
   * What a rollback needs before it takes anything back. `given`, the default: nothing more. `ask`: a person's
   * yes. `nobody-to-ask`: nothing where only the program's own playbooks made it, and else it does not begin.
   */
  readonly rollbackConsent?: 'given' | 'ask' | 'nobody-to-ask';
  /** Every unit is planned before the first one is changed, and what blocks one keeps all from being begun. */
  readonly survey?: boolean;
}

/** What a run needs of the world. */
export interface RunDeps {
  readonly connect: (target: Target) => Promise<Outcome<Connection>>;
  readonly clock: Clock;
  readonly onEvent: EventSink;
  /** Aborted by the first interrupt: what is in flight is finished, nothing new is begun. */
  readonly signal: AbortSignal;
  /** Asks a person; without it, nobody can be asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Asks a person about one step; without it, nobody can be asked. */
  readonly askStep?: (question: string) => Promise<StepAnswer>;
  /** Is told of all that a check would do. */
  readonly record?: PlanRecord;
  /** Keeps the run to a plan that was made before. */
  readonly guard?: PlanGuard;
  /** Where a rollout in waves writes down what is finished, so that another process can take it up. */
  readonly journal?: StepJournal;
  /** Where others may have taken the same work over: which attempt this is. */
  readonly token?: AttemptToken;
  /** Of this program, for the journals on the machines. */
  readonly version?: string;
}
