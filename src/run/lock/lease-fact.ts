import { LEASE_FILE, parseLease, type SeenLease } from '../../engine/lease/lease.ts';
import { lookProgram } from '../../engine/lease/programs.ts';
import type { Fact } from '../../resources/fact.ts';

/** Who works on a machine, by the lease that lies there. */
export const leaseFact: Fact<SeenLease> = {
  id: 'lease',
  plain: true,
  program: lookProgram(LEASE_FILE),
  parse: parseLease,
};
