import type { Scenario } from '../scenario.ts';

/** Every keepalived process is stopped where it stands: the node falls silent and keeps the address. */
export const freeze: Scenario = {
  name: 'freeze',
  activity: 'freezing keepalived',
  staysMaster: true,
  cause: () => 'signal_daemon STOP',
  restore: () => 'signal_daemon CONT || service_start',
};
