import { NOT_POSSIBLE } from '../programs/failure.ts';
import type { Scenario } from '../scenario.ts';

/** The switch that the check script of `roles/keepalived` looks at first; people drain nodes by it, too. */
const SWITCH = '/etc/keepalived/maintenance';
const MARK = 'havip-deploy drill';

/** The health check fails: keepalived resigns and is in FAULT until the check has succeeded often enough. */
export const check: Scenario = {
  name: 'check',
  activity: 'failing the health check',
  needsCheck: true,
  // The switch makes all of them fail, and the slowest has to be well again.
  detectMs: ({ checks = [], preemptDelayMs = 0 }) =>
    Math.max(0, ...checks.map((at) => at.fall * (at.intervalMs + at.timeoutMs))) +
    // By a weight the holder falls below its standby, which then preempts: in its own time.
    (checks.some(({ weight = 0 }) => weight !== 0) ? preemptDelayMs : 0),
  recoverMs: ({ checks = [] }) =>
    Math.max(0, ...checks.map((at) => (at.rise + 1) * (at.intervalMs + at.timeoutMs))),
  cause:
    () => `[ ! -e ${SWITCH} ] || { echo '${SWITCH} is there already: somebody drains this node' >&2; exit ${NOT_POSSIBLE}; }
echo '${MARK}' >${SWITCH}`,
  restore: () => `if [ "$(cat ${SWITCH} 2>/dev/null)" = '${MARK}' ]; then rm -f ${SWITCH}; fi`,
};
