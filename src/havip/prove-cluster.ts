import { setTimeout as sleep } from 'node:timers/promises';
import { quote } from '../core/programs/shell.ts';
import type { Cluster } from '../inventory/types.ts';
import { takeLease } from '../run/lock/lock-unit.ts';
import { lockIsFree } from '../run/lock/wait-for-lock.ts';
import { report, tallyOf } from '../run/unit/unit.ts';
import { allOk, factsOf, gatherAll, refreshStale } from '../run/unit/unit-facts.ts';
import { explainDrills } from './cloud-side.ts';
import { splitProblem } from './cluster/groups/sync-split.ts';
import { proofFile, proofSubject } from './cluster/state/cluster-facts.ts';
import { gatherState, stateOf, stateProblem } from './cluster/state/cluster-state.ts';
import { keepalivedVersionFact } from './cluster/state/keepalived-version.ts';
import { drillsInWords } from './cluster/state/timing.ts';
import type { ClusterRun } from './cluster-run.ts';
import { findScenario, proveCluster, type Scenario } from './drills/index.ts';
import { type SilentThirds, silentThirds } from './drills/verdict/silent-thirds.ts';
import { inStep } from './handover/in-step.ts';
import { returnTo } from './handover/return-to-primary.ts';
import { drillSubject } from './subject.ts';
import { groupListenersFact } from './wire/listeners.ts';

const TASK = 'failover proof';

/** Takes one unit through a prove play; false when the cluster is not proved. */
export async function prove(run: ClusterRun): Promise<boolean> {
  const { cluster } = run;
  if (cluster === undefined || run.request.verify === 'never') return true;
  if (run.unit.hosts.length < cluster.members.length) {
    run.deps.onEvent({ type: 'notice', text: `${cluster.name}: not verified, --limit leaves out a member` });
    return true;
  }
  if (!(await gatherState(run))) return false;
  if (!(await lockIsFree(run))) return false;
  if (needsNoDrill(run)) return true;
  if (run.request.check) {
    const words = drillsInWords(cluster, run.request.drills ?? cluster.havip.verify.drills);
    for (const { name } of run.unit.hosts) noteProof(run, name, 'would-change', words);
    return true;
  }
  if (!(await takeLease(run))) return false;
  return needsNoDrill(run) || drill(run, cluster);
}

/** Where a proof is enough and there is one; another run may have left it a moment ago. */
function needsNoDrill(run: ClusterRun): boolean {
  if (run.request.verify !== 'auto' || stateOf(run)?.proved !== true) return false;
  for (const { name } of run.unit.hosts) noteProof(run, name, 'ok', 'its failover was measured before');
  return true;
}

/** What a drill does to a machine, it does to its other clusters, too: they have to be well; what is not, is reported. */
function othersAreWell(run: ClusterRun): boolean {
  const problems = run.together.flatMap((each) =>
    each === run
      ? (splitProblem(each) ?? [])
      : (stateProblem(each.cluster, stateOf(each)) ?? splitProblem(each) ?? []),
  );
  for (const problem of problems) report(run, problem);
  return problems.length === 0;
}

async function drill(run: ClusterRun, cluster: Cluster): Promise<boolean> {
  const found = (run.request.drills ?? cluster.havip.verify.drills).map(findScenario);
  if (!allOk(run, found)) return false;
  const scenarios = found.flatMap((each): Scenario[] => (each.ok ? [each.value] : []));
  if (!(await refreshStale(run))) return false;
  const thirds = await silentThirds(cluster, (look) => askGroup(run, cluster, look));
  if (strangersAnswer(run, cluster) || thirdsStandBy(run, thirds) || !othersAreWell(run)) return false;
  const subject = await drillSubject(run, cluster);
  if (subject === undefined) return false;
  const { repeat = 1 } = run.request;
  const restoreBeside = othersRestored(run);
  const proof = await proveCluster(subject, scenarios, run.deps, { repeat });
  for (const { result } of proof.drills) run.drills.push(result);
  const reasons = await explainDrills(run, proof.drills);
  for (const problem of [...reasons, ...proof.problems]) report(run, problem);
  for (const { name } of run.unit.hosts) run.stale.add(name);
  if (!proof.passed) return false;
  if (!(await refreshStale(run)) || strangersAnswer(run, cluster) || !othersAreWell(run)) return false;
  return (await restoreBeside()) && recordProof(run, cluster);
}

/** Other clusters of the machines were moved along by drills: they go back to where they are now, but for those of its sync group. */
function othersRestored(run: ClusterRun): () => Promise<boolean> {
  const places = run.together
    .filter((each) => !inStep(run).includes(each))
    .map((each) => ({ each, holder: stateOf(each).holders[0] }));
  return async () => {
    for (const { each, holder } of places) {
      if (run.deps.signal.aborted || !(await returnTo(each, holder))) return false;
    }
    return true;
  };
}

/** Nothing is proved of an address that another machine has, too; that is reported. */
function strangersAnswer(run: ClusterRun, cluster: Cluster): boolean {
  const state = stateOf(run);
  if (state?.strangers === undefined) return false;
  const problem = stateProblem(cluster, state);
  if (problem !== undefined) report(run, problem);
  return true;
}

/** Nor where a machine may take the address that no inventory names; that is reported, too. */
function thirdsStandBy(run: ClusterRun, thirds: SilentThirds | undefined): boolean {
  if (thirds?.notice !== undefined) run.deps.onEvent({ type: 'notice', text: thirds.notice });
  if (thirds?.problem !== undefined) report(run, thirds.problem);
  return thirds === undefined || thirds.problem !== undefined;
}

/** Asks who listens; nothing that a multicast group would hear is asked in a pair that speaks to peers. */
async function askGroup(run: ClusterRun, cluster: Cluster, look: number) {
  if (look > 0) await sleep(1000);
  // A report says what was drilled.
  const facts = [keepalivedVersionFact, groupListenersFact(cluster, look)];
  return !run.deps.signal.aborted && (await gatherAll(run, facts)) ? factsOf(run) : undefined;
}

/** Notes on every node that the failover was measured, so that the next run need not move the address. */
async function recordProof(run: ClusterRun, cluster: Cluster): Promise<boolean> {
  const path = quote(proofFile(cluster));
  const note = `subject=${proofSubject(cluster)}\nat=${run.deps.clock.wall().toISOString()}\n`;
  const program = `umask 077; mkdir -p "$(dirname ${path})" && printf %s ${quote(note)} > ${path}.new && mv -f ${path}.new ${path}`;
  const recorded = await Promise.all(
    run.unit.hosts.map(async ({ name }) => ({
      name,
      outcome: await run.sessions.get(name)?.run(TASK, program),
    })),
  );
  // The journal's ending is decided by what lies there now.
  for (const { name } of run.unit.hosts) run.stale.add(name);
  for (const { name, outcome } of recorded) {
    if (outcome?.ok) noteProof(run, name, 'changed', 'measured, recorded');
    else for (const problem of outcome?.problems ?? []) report(run, problem);
  }
  return recorded.every(({ outcome }) => outcome?.ok === true);
}

function noteProof(
  run: ClusterRun,
  host: string,
  status: 'ok' | 'changed' | 'would-change',
  note: string,
): void {
  const task = run.together.length > 1 ? `${TASK} of ${run.cluster.name}` : TASK;
  tallyOf(run, host).step(task, status, note);
}
