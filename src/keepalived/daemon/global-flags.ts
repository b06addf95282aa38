import { isGiven, isOn } from '../meaning/settings.ts';
import type { ConfigNode } from '../parse/syntax.ts';
import { mayBeOlder } from '../release.ts';

/** The release that began to look at the value of some global flags, by the sources of 2.2.7 and 2.3.3. */
export const GLOBAL_FLAGS_SINCE = '2.3.3';

/** Those that have no value before that. */
export const GLOBAL_FLAGS = ['vrrp_skip_check_adv_addr', 'vrrp_strict'] as const;

/** Whether one of them holds for all instances: before 2.3.3 `vrrp_strict off` is strict, too. */
export function isGlobalFlagOn(
  globals: readonly ConfigNode[],
  flag: (typeof GLOBAL_FLAGS)[number],
  release: string | undefined,
): boolean {
  return mayBeOlder(release, GLOBAL_FLAGS_SINCE) ? isGiven(globals, flag) : isOn(globals, flag);
}
