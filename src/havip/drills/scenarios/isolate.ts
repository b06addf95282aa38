import { cutOffProgram, joinProgram } from '../programs/isolation.ts';
import type { Scenario } from '../scenario.ts';

/** VRRP and the address are cut off on the node, both ways; its own address and SSH go on. */
export const isolate: Scenario = {
  name: 'isolate',
  activity: 'cutting VRRP and the address off',
  staysMaster: true,
  cause: cutOffProgram,
  restore: joinProgram,
};
