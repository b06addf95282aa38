import type { ReplaceConfig } from '../api/types.ts';
import type { CloudProvider } from '../cloud/provider.ts';
import type { Outcome } from '../core/outcome.ts';
import type { RunRequest } from '../run/request.ts';
import type { VersionOverride } from './context.ts';
import type { CloudSettings } from './settings/havip-types.ts';

/** When clusters are drilled: those without a proof, all, or none. */
export type VerifyMode = 'auto' | 'always' | 'never';

/** What a run is to do, clusters among the units. */
export interface HavipRequest extends RunRequest {
  readonly verify: VerifyMode;
  /** Drills instead of each cluster's own `verify.drills`. */
  readonly drills?: readonly string[];
  /** How often each drill is carried out; default once. */
  readonly repeat?: number;
  readonly install?: VersionOverride;
  /** `--replace-config`. */
  readonly replaceConfig?: ReplaceConfig;
  /** The address ends on the primary, by one more measured handover where it is elsewhere. */
  readonly returnToPrimary?: boolean;
}

/** The cloud that settings name, with credentials; clusters of one account and region share it. */
export type ConnectCloud = (settings: CloudSettings) => Promise<Outcome<CloudProvider>>;
