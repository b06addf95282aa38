import type { Scenario } from '../scenario.ts';

/** What a server's firmware may take, too. */
const BOOT_MS = 300_000;

/** The machine is rebooted: keepalived resigns, and must be there again without anybody's help. */
export const reboot: Scenario = {
  name: 'reboot',
  activity: 'rebooting the machine',
  cutOff: 'until-booted',
  returnsWithinMs: BOOT_MS,
  cause: () => 'if [ -d /run/systemd/system ]; then systemctl reboot; else reboot; fi',
  restore: () => 'service_start',
};
