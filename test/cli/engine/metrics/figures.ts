import type { DrillResult, RunDocument } from '../../../../src/core/events/document.ts';
import type { FleetFigures } from '../../../../src/rollout/dbos/store/fleet.ts';

/** A drill whose probes answered again after so many milliseconds, or never. */
export function drill(scenario: string, interruptionMs: number | null): DrillResult {
  const passed = interruptionMs !== null && interruptionMs <= 5000;
  return {
    ...{ scenario, from: 'a', to: 'b', probes: 100, lost: 1, interruptionMs, passed },
    ...{ takeoverMs: null, splitBrainMs: 0, error: null },
  };
}

export function resultWith(
  drills: readonly DrillResult[],
  errors: RunDocument['errors'] = [],
): Pick<RunDocument, 'clusters' | 'errors'> {
  const cluster = { addresses: ['10.0.0.1'], holder: 'a', holders: ['a'], healthy: true, drills };
  return { clusters: { web: cluster }, errors };
}

export const fleet: FleetFigures = {
  units: new Map([
    ['passed', 7],
    ['working', 2],
  ]),
  rollouts: new Map([['waiting', 1]]),
  provedAt: new Map([['we"b', 1_700_000_000_500]]),
  workers: 3,
};
