import type { Scenario } from '../scenario.ts';

/** keepalived is restarted, as an upgrade would: the same resignation, then a fresh start as backup. */
export const restart: Scenario = {
  name: 'restart',
  activity: 'restarting keepalived',
  cause: () => 'service_restart',
  restore: () => 'service_start',
};
