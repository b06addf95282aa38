import type { ClusterResult, NodeResult } from '../../../core/events/document.ts';
import type { Release } from '../../../core/events/event.ts';
import type { Problem } from '../../../core/problem.ts';
import type { FactStore } from '../../../engine/facts/fact-store.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { problemsOf, report } from '../../../run/unit/unit.ts';
import { sessionsOf } from '../../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { hookResultFact, hookWords } from '../../daemon/hooks-fact.ts';
import { webhooksFact, webhookWords } from '../../daemon/webhooks-fact.ts';
import { drillStatistics } from '../../drills/index.ts';
import { stateAsConfigured } from '../../undo/served-addresses.ts';
import { strangerWords } from '../../wire/strangers.ts';
import { splitProblem, syncGroupOf } from '../groups/sync-split.ts';
import { clusterFacts } from './cluster-facts.ts';
import { type ClusterState, clusterState, servesBut, stateProblem } from './cluster-state.ts';
import { keepalivedVersionFact } from './keepalived-version.ts';
import { successionOf } from './succession.ts';

/** How the unit's cluster stands when all is over; a cluster that should serve and does not is a problem. */
export function finalState(run: ClusterRun): readonly [string, ClusterResult] | undefined {
  const { cluster } = run;
  // With a member left out by --limit, nobody has seen the whole cluster, and nothing is claimed of it.
  if (isPartial(cluster, run) && !run.request.check) return undefined;
  const known = knownFacts(run, cluster);
  const state = stateFrom(run, cluster, known);
  const problem = state && mustServe(run) ? (problemOf(run, state) ?? splitProblem(run)) : undefined;
  if (problem !== undefined) report(run, problem);
  const result = resultOf(run, cluster, known, state);
  if (problem === undefined) tellDoubts(run, cluster, state);
  if (run.request.command === 'status') tellTwoHolders(run, cluster, state);
  if (run.request.playbook.removes === true) tellStillHeld(run, state);
  tellHooks(run, cluster, known);
  const releases = releasesOf(known);
  run.deps.onEvent({ type: 'cluster-finished', cluster: cluster.name, result, releases });
  return [cluster.name, result];
}

function releasesOf(known: ReadonlyMap<string, FactStore>): readonly Release[] {
  return [...known].flatMap(([host, facts]) => {
    const keepalived = facts.ifRead(keepalivedVersionFact);
    return keepalived === undefined ? [] : [{ host, keepalived }];
  });
}

function problemOf({ cluster, stoodStill }: ClusterRun, state: ClusterState): Problem | undefined {
  return servesBut(state, stoodStill) ? undefined : stateProblem(cluster, state);
}

const STANDS_STILL = 'keepalived does not run here, as it did not before what is undone';

/** What a table has no room for: why a state is not known, or what runs beside the service. */
function tellDoubts(run: ClusterRun, cluster: Cluster, state: ClusterState | undefined): void {
  for (const stranger of state?.strangers ?? []) {
    run.deps.onEvent({ type: 'notice', text: `${cluster.name}: ${strangerWords(stranger)}` });
  }
  for (const { host, running, doubt, astray = [] } of state?.nodes ?? []) {
    if (!running && run.stoodStill.includes(host))
      run.deps.onEvent({ type: 'notice', host, text: STANDS_STILL });
    for (const text of [...astray, ...(doubt === undefined ? [] : [doubt])]) {
      run.deps.onEvent({ type: 'notice', host, text: `${cluster.name}: ${text}` });
    }
  }
}

/** What this tool has not set up stays, and with it whoever serves. */
function tellStillHeld(run: ClusterRun, state: ClusterState | undefined): void {
  if (run.request.check || problemsOf(run).length > 0) return;
  for (const host of state?.holders ?? []) {
    const text = `${run.cluster.name}: ${run.cluster.havip.addresses.join(', ')} is still here: what was not set up by havip-deploy stays`;
    run.deps.onEvent({ type: 'notice', host, text });
  }
}

/** `status` only looks, and yet says what two holders mean. */
function tellTwoHolders(run: ClusterRun, cluster: Cluster, state: ClusterState | undefined): void {
  if (state === undefined || state.holders.length < 2 || problemsOf(run).length > 0) return;
  const { summary, fix } = stateProblem(cluster, state) ?? {};
  run.deps.onEvent({ type: 'notice', text: `${summary}. ${fix}` });
}

/** How the last hook and webhooks of each node went: nobody else looks. */
function tellHooks(run: ClusterRun, cluster: Cluster, known: ReadonlyMap<string, FactStore>): void {
  const { hooks, webhooks } = cluster.havip;
  for (const [host, facts] of known) {
    const hook = hooks.length === 0 ? undefined : facts.ifRead(hookResultFact(cluster));
    const told = webhooks.length === 0 ? [] : (facts.ifRead(webhooksFact(cluster)) ?? []);
    const words = [...(hook === undefined ? [] : [hookWords(hook)]), ...told.map(webhookWords)];
    for (const text of words) run.deps.onEvent({ type: 'notice', host, text: `${cluster.name}: ${text}` });
  }
}

function stateFrom(
  run: ClusterRun,
  cluster: Cluster,
  known: ReadonlyMap<string, FactStore>,
): ClusterState | undefined {
  if (known.size === 0) return undefined;
  return run.undone ? stateAsConfigured(run, known) : clusterState(cluster, known);
}

/** What has already gone wrong explains the state; a plan of a bare machine promises nothing yet. */
function mustServe(run: ClusterRun): boolean {
  const { check, playbook } = run.request;
  return !check && playbook.removes !== true && problemsOf(run).length === 0 && !run.deps.signal.aborted;
}

function resultOf(
  run: ClusterRun,
  cluster: Cluster,
  known: ReadonlyMap<string, FactStore>,
  state: ClusterState | undefined,
): ClusterResult {
  const holders = state?.holders ?? [];
  const unseen = cluster.members.map(({ host }) => host.name).filter((name) => !known.has(name));
  const [holder = null] = holders.length === 1 ? holders : [];
  return {
    addresses: cluster.havip.addresses,
    holder,
    holders,
    healthy: state?.healthy === true && !isContested(run) && !isSplit(run),
    ...(run.request.command === 'status' && { nodes: nodesOf(known, state) }),
    ...(unseen.length > 0 ? { unseen } : {}),
    drills: run.drills,
    ...((run.request.repeat ?? 1) > 1 && { statistics: drillStatistics(run.drills) }),
    ...(run.request.check ? { effect: run.effect } : {}),
    ...(isPlan(run) && {
      succession: successionOf(
        cluster,
        run.together.map((each) => each.cluster),
      ),
    }),
    ...(run.cloud?.result && { cloud: run.cloud.result }),
  };
}

/** It shows what the inventory would make of the cluster. */
function isPlan({ request: { check, command, playbook } }: ClusterRun): boolean {
  return check && command !== 'rollback' && playbook.removes !== true;
}

function nodesOf(
  known: ReadonlyMap<string, FactStore>,
  state: ClusterState | undefined,
): Record<string, NodeResult> {
  const nodes = (state?.nodes ?? []).map(({ host, running, vrrp, holds, doubt, astray = [] }) => {
    const keepalived = known.get(host)?.ifRead(keepalivedVersionFact) ?? null;
    const notes = [...astray, ...(doubt === undefined ? [] : [doubt])];
    const note = notes.length > 0 ? { note: notes.join('; ') } : {};
    return [host, { keepalived, running, vrrp: vrrp ?? null, holds, ...note }] as const;
  });
  return Object.fromEntries(nodes);
}

/** What a look has found of machines that the inventory does not name, and that may take the address. */
const CONTESTED = ['host.address-taken', 'host.foreign-router', 'host.former-member', 'host.silent-router'];

/** A pair that serves is not well where somebody else may take its address. */
function isContested(run: ClusterRun): boolean {
  return [...run.tallies.values()].some(({ findings }) =>
    findings.some(({ severity, code }) => severity === 'error' && CONTESTED.includes(code)),
  );
}

function isSplit(run: ClusterRun): boolean {
  return !run.undone && syncGroupOf(run).some((each) => splitProblem(each) !== undefined);
}

function isPartial(cluster: Cluster, run: ClusterRun): boolean {
  return run.unit.hosts.length < cluster.members.length;
}

/** Of the members whose facts are at hand. */
function knownFacts(run: ClusterRun, cluster: Cluster): ReadonlyMap<string, FactStore> {
  const facts = clusterFacts(cluster);
  const known = sessionsOf(run).filter((session) => session.facts.missing(facts).length === 0);
  return new Map(known.map((session) => [session.connection.host, session.facts]));
}

/** What is told of a cluster that nothing was done to. */
export function notBegun({ cluster, deps }: ClusterRun, reason: string): readonly [string, ClusterResult] {
  const { addresses } = cluster.havip;
  const skipped = `not begun: ${reason}`;
  const result = { addresses, holder: null, holders: [], healthy: false, drills: [], skipped };
  deps.onEvent({ type: 'cluster-finished', cluster: cluster.name, result });
  return [cluster.name, result];
}
