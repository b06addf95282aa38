import type { Outcome } from '../core/outcome.ts';
import { changesOf } from '../engine/plan.ts';
import { measureHandover } from '../verify/index.ts';
import type { PlannedHost } from './order.ts';
import { drillSubject } from './subject.ts';
import { report, type UnitRun } from './unit.ts';
import { stateOf } from './unit-facts.ts';

/**
 * Applies one host's plan. Where that restarts the keepalived that holds the address, the handover it
 * causes is measured as a drill would be, and no further move is needed to prove it.
 */
export async function applyHandover(
  run: UnitRun,
  planned: PlannedHost,
  apart: boolean,
): Promise<Outcome<void>> {
  const { host, session, desired, plan } = planned;
  const change = () => session.apply(desired, plan);
  const { cluster } = run.unit;
  const holds = stateOf(run)?.holders.includes(host.name) === true;
  const restarts = changesOf(plan).some(({ change: { action } }) => action === 'restart');
  if (cluster === undefined || !holds || !restarts || apart || run.request.verify === 'never')
    return change();
  const subject = await drillSubject(run, cluster);
  if (subject === undefined) return change();
  const measured = await measureHandover(subject, host.name, change, run.deps);
  if (!measured.ok) return measured;
  const { action, drill } = measured.value;
  run.drills.push(drill.result);
  run.deps.onEvent({ type: 'drill-finished', cluster: cluster.name, drill: drill.result });
  if (action.ok) for (const problem of drill.problems) report(run, problem);
  return action;
}
