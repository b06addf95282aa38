import type { PlayOptions } from '../api/define.ts';
import type { Play } from '../api/types.ts';
import { madeBy } from '../core/user-code/call-site.ts';

/** Proves by measured failovers that clusters move their address. */
export interface ProvePlay extends Play {
  /** What `prove` makes. */
  readonly kind: 'prove';
}

/** The guide's step 1: the floating address itself, where the inventory names a cloud. */
export interface CloudAddressPlay extends Play {
  /** What `cloudAddress` makes. */
  readonly kind: 'cloud-address';
  /** `present`: adopted or created, its range limited. `absent`: deleted where this tool created it. */
  readonly state: 'present' | 'absent';
  /** `absent` also deletes what this tool did not create. */
  readonly force: boolean;
}

/** The guide's step 4: the public address of the floating one, where the inventory asks for it. */
export interface PublicAddressPlay extends Omit<CloudAddressPlay, 'kind'> {
  /** What `publicAddress` makes. */
  readonly kind: 'public-address';
}

/**
 * A play that proves clusters by drills; default every cluster.
 * @example prove({ name: 'failover' })
 */
export function prove({ tags, ...more }: PlayOptions): ProvePlay {
  return madeBy(prove, { kind: 'prove', tags: tags ?? [], ...more });
}

/** What the two plays of the cloud take. */
export type CloudPlayOptions = PlayOptions & {
  /**
   * Whether it is to be there.
   * @default 'present'
   * @example 'absent'
   */
  readonly state?: 'present' | 'absent';
  /**
   * With `absent`: also what this tool did not create.
   * @default false
   * @example true
   */
  readonly force?: boolean;
};

/**
 * A play that gets clusters their HAVIP from the cloud, or gives it back; nothing where no cloud is named.
 * @example cloudAddress({ name: 'the HAVIP' })
 */
export function cloudAddress(options: CloudPlayOptions): CloudAddressPlay {
  return madeBy(cloudAddress, { kind: 'cloud-address', ...cloudPlay(options) });
}

/**
 * A play that binds clusters' public address to their HAVIP, or unbinds it.
 * @example publicAddress({ name: 'the EIP' })
 */
export function publicAddress(options: CloudPlayOptions): PublicAddressPlay {
  return madeBy(publicAddress, { kind: 'public-address', ...cloudPlay(options) });
}

function cloudPlay({ tags = [], state = 'present', force = false, ...more }: CloudPlayOptions) {
  return { ...more, tags: ['cloud', ...tags], state, force };
}
