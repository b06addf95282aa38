import type { FoundCluster } from '../found.ts';
import { addresses } from './addresses.ts';
import { authentication } from './authentication.ts';
import { healthChecks } from './health-check.ts';
import { hooks } from './hooks.ts';
import { mail } from './mail.ts';
import { keepalivedWords } from './own-words.ts';
import { router } from './router.ts';
import { trackedThings } from './tracked.ts';
import { furtherVrrp } from './vrrp.ts';

/** A part of `havip` as an inventory would write it; an empty one where there is nothing to say. */
export type Settings = Readonly<Record<string, unknown>>;

/** Reads one thing that the inventory has words for out of what was found. */
export type Reader = (cluster: FoundCluster) => Settings;

/** Who is told of a change: by mail, and by programs. */
function notifications(cluster: FoundCluster): Settings {
  const notify = { ...mail(cluster), ...hooks(cluster) };
  return Object.keys(notify).length === 0 ? {} : { notify };
}

/**
 * All of them. What none of them reads is not forgotten: the file that the inventory renders is compared with
 * the one that was found.
 */
export const READERS: readonly Reader[] = [
  addresses,
  router,
  authentication,
  healthChecks,
  trackedThings,
  furtherVrrp,
  notifications,
  keepalivedWords,
];
