import type { Scenario } from '../scenario.ts';

/**
 * Every keepalived process is killed at once. Nothing resigns and nothing takes the address off the
 * interface; both are done by the keepalived that the service manager starts in its place.
 */
export const crash: Scenario = {
  name: 'crash',
  activity: 'killing keepalived',
  returnsWithinMs: 10_000,
  // Stopped first: a child that outlives its parent by a moment would still resign.
  cause: () => 'signal_daemon STOP && signal_daemon KILL',
  restore: () => 'service_start',
};
