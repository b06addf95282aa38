import type { Lab } from '../../../src/lab/index.ts';
import { exec } from './cluster.ts';

const REAL = '/usr/bin/date.real';

/**
 * Sets a machine's clock for whatever asks `date`; lab machines share their kernel's clock with this one, which
 * nobody may set.
 */
export async function setClock(lab: Lab, machine: string, seconds: number): Promise<void> {
  const wrapper = `#!/bin/sh\nexec ${REAL} -d "@$(($(${REAL} +%s) + ${seconds}))" "$@"\n`;
  const program = `[ -e ${REAL} ] || cp -p /usr/bin/date ${REAL}; cat >/usr/bin/date.new; chmod 755 /usr/bin/date.new; mv /usr/bin/date.new /usr/bin/date`;
  await exec(lab, machine, program, wrapper);
}

/** The clock goes right again. */
export async function rightClock(lab: Lab, machine: string): Promise<void> {
  await exec(lab, machine, `[ ! -e ${REAL} ] || mv ${REAL} /usr/bin/date`);
}
