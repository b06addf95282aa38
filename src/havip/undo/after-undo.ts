import type { JournalRecord } from '../../engine/journal/records.ts';
import { isOver } from '../../resources/services/service-facts.ts';
import type { AfterUndo, UndoneHost } from '../../run/unit/policy.ts';
import { refreshStale, sessionsOf } from '../../run/unit/unit-facts.ts';
import {
  type ClusterState,
  gatherState,
  isSetByOthers,
  servesBut,
  stateProblem,
} from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { gatherForReport, hostStates } from './host-states.ts';
import { isConfigured, stateAsConfigured } from './served-addresses.ts';

/** Before a run, keepalived did not run on the machine. */
export function wasIdle({ before }: Pick<JournalRecord, 'before'>): boolean {
  return isOver(before.ActiveState);
}

/** How the cluster stands after an undo; undefined where not every machine answers. */
export async function lookAfterUndo(
  run: ClusterRun,
  undone: readonly UndoneHost[],
): Promise<AfterUndo | undefined> {
  for (const { name } of run.unit.hosts) run.stale.add(name);
  if (!(await refreshStale(run))) return undefined;
  // A play about something else has asked nothing of keepalived.
  if (!(await gatherState(run))) return undefined;
  await gatherForReport(run);
  const known = sessionsOf(run).map(({ connection, facts }) => [connection.host, facts] as const);
  const configured = run.together.filter(({ cluster }) => isConfigured(cluster, new Map(known)));
  // One that was added to others is not there any more.
  const left = configured.length > 0 ? configured : [run];
  const states = left.map((each) => stateAsConfigured(each, new Map(known)));
  const complete = undone.every((each) => each.report?.complete === true);
  const { isWhole } = run.policy;
  const stood = stoodStill(undone);
  for (const each of run.together) each.stoodStill = stood;
  const serves = (state: ClusterState) => servesBut(state, stood);
  const problem = left.map((each, index) => problemOf(each, states[index], stood)).find((each) => each);
  return {
    isBack: complete && states.every(isWhole ? isSound : mayServe),
    serves: complete && states.every(isWhole ? serves : mayServe),
    ...(problem && { problem }),
    words: left.flatMap((each, index) => hostStates(each, states[index])),
  };
}

/** Machines on which keepalived did not run before what is undone, and is not to run after it. */
function stoodStill(undone: readonly Pick<UndoneHost, 'target'>[]): readonly string[] {
  return undone.flatMap(({ target: { host, records } }) => {
    const oldest = records.at(-1);
    return oldest !== undefined && wasIdle(oldest) ? [host.name] : [];
  });
}

function problemOf({ cluster }: ClusterRun, state: ClusterState | undefined, stood: readonly string[]) {
  return state === undefined || servesBut(state, stood) ? undefined : stateProblem(cluster, state);
}

/** Of a part, as with --limit: the holder may be a member that nobody has looked at. */
function mayServe({ holders }: ClusterState): boolean {
  return holders.length <= 1;
}

/** No keepalived has put an address on two machines or, where one runs, on none. */
function isSound({ nodes }: ClusterState): boolean {
  const holders = nodes.filter((node) => node.holds && !isSetByOthers(node));
  return holders.length === 1 || (holders.length === 0 && nodes.every(({ running }) => !running));
}
