import type { InstallWish, Playbook, ReplaceConfig } from '../api/types.ts';
import type { CloudProvider } from '../cloud/provider.ts';
import type { Connection } from '../connection/connection.ts';
import type { Clock } from '../core/clock.ts';
import type { EventSink } from '../core/event.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { UserCode } from '../core/user-code.ts';
import type { Selection } from '../engine/plan.ts';
import type { CloudSettings } from '../havip/settings/havip-types.ts';
import type { Inventory } from '../inventory/types.ts';
import type { WavePlan } from './waves/waves.ts';

/** When clusters are drilled: those without a proof, all, or none. */
export type VerifyMode = 'auto' | 'always' | 'never';

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
  /** Hosts that work at the same time. */
  readonly forks: number;
  readonly selection: Selection;
  readonly verify: VerifyMode;
  /** What would keep a failover from working is told and stops nothing. */
  readonly skipPreflight?: boolean;
  /** How long to wait for another run's lease, in milliseconds; default not at all. */
  readonly lockWaitMs?: number;
  /** Drills instead of each cluster's own `verify.drills`. */
  readonly drills?: readonly string[];
  /** How often each drill is carried out; default once. */
  readonly repeat?: number;
  readonly install?: InstallWish;
  /** `--replace-config`. */
  readonly replaceConfig?: ReplaceConfig;
  /** Clusters in several steps; without it all at once. */
  readonly waves?: WavePlan;
  /** The address ends on the primary, by one more measured handover where it is elsewhere. */
  readonly returnToPrimary?: boolean;
}

/** What a run needs of the world. */
export interface RunDeps {
  readonly connect: (target: Target) => Promise<Outcome<Connection>>;
  /** The cloud that settings name, with credentials; clusters of one account and region share it. */
  readonly cloud?: (settings: CloudSettings) => Promise<Outcome<CloudProvider>>;
  readonly clock: Clock;
  readonly onEvent: EventSink;
  /** Aborted by the first interrupt: what is in flight is finished, nothing new is begun. */
  readonly signal: AbortSignal;
  /** Asks a person for a yes or no; only where a wave is to be asked for. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** The program's own, for the journals on the machines. */
  readonly version?: string;
}
