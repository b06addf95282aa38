import type { Scenario } from '../scenario.ts';

/** keepalived is stopped: it resigns with an advert of priority 0, so the takeover costs the backup's skew. */
export const stop: Scenario = {
  name: 'stop',
  activity: 'stopping keepalived',
  cause: () => 'service_stop',
  restore: () => 'service_start',
};
