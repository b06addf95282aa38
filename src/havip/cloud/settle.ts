import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudResult } from '../../core/events/document.ts';
import type { VrrpState } from '../../core/events/timeline.ts';
import type { Problem } from '../../core/problem.ts';
import { problemsOf, report } from '../../run/unit/unit.ts';
import { factsOf } from '../../run/unit/unit-facts.ts';
import { clusterFacts } from '../cluster/state/cluster-facts.ts';
import { clusterState } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { compareSources, type Disagreement, type NodeSources } from '../drills/index.ts';
import { excludedHosts, hostOf, leavesOutMember } from './members.ts';
import { activity } from './plays/tasks.ts';
import type { CloudSide } from './side.ts';

/** How long the cloud may take to notice what the machines agree on. */
const LIMIT_MS = 30_000;
const INTERVAL_MS = 500;

/**
 * The end of a unit's run: waits until the cloud agrees with the machines, and says so when it does not. A
 * run that changed nothing, and `--check`, take one look.
 */
export async function settle(run: ClusterRun, side: CloudSide): Promise<void> {
  // With a member left out by --limit, the holder may be one that nobody has looked at.
  const nodes = leavesOutMember(run) ? [] : nodesOf(run);
  const removing = run.request.playbook.removes === true;
  let found = disagreements(side, nodes);
  if (!removing && !run.request.check) found = await waitForCloud(run, side, nodes, found);
  side.result = result(side, nodes, removing ? [] : found);
  if (run.request.check || removing || problemsOf(run).length > 0 || run.deps.signal.aborted) return;
  for (const each of found) if (ofTheCloud(each)) report(run, problemOf(side, each));
}

async function waitForCloud(
  run: ClusterRun,
  side: CloudSide,
  nodes: readonly NodeSources[],
  first: readonly Disagreement[],
): Promise<readonly Disagreement[]> {
  const { clock, signal } = run.deps;
  const untilMs = clock.monotonicMs() + LIMIT_MS;
  const over = () => signal.aborted || clock.monotonicMs() > untilMs;
  // What was seen before the machines were changed says nothing of now.
  let found = changedSomething(run, side) ? await lookOnce(run, side, nodes) : first;
  while (found.some(ofTheCloud) && !hopeless(found) && !over()) {
    activity(run, side, 'waiting until the cloud agrees with the machines');
    await sleep(INTERVAL_MS);
    found = await lookOnce(run, side, nodes);
  }
  return found;
}

async function lookOnce(
  run: ClusterRun,
  side: CloudSide,
  nodes: readonly NodeSources[],
): Promise<readonly Disagreement[]> {
  if (side.address === undefined) return [];
  const looked = await side.provider.look(side.address.id);
  if (!looked.ok) {
    for (const problem of looked.problems) report(run, problem);
    return [];
  }
  if (looked.value !== undefined) side.address = looked.value;
  return disagreements(side, nodes);
}

/** Nothing that time would heal. */
function hopeless(found: readonly Disagreement[]): boolean {
  return found.some(({ kind }) => kind === 'cloud-excludes-holder' || kind === 'no-holder');
}

function ofTheCloud({ kind }: Disagreement): boolean {
  return kind.startsWith('cloud-');
}

function changedSomething(run: ClusterRun, side: CloudSide): boolean {
  return (
    run.drills.length > 0 ||
    side.tasks.some(({ changed }) => changed) ||
    [...run.tallies.values()].some((tally) => tally.result(0).changed > 0)
  );
}

/** The nodes whose facts are at hand, as VRRP and interface show them. */
function nodesOf(run: ClusterRun): NodeSources[] {
  const { cluster } = run;
  const { hosts } = run.unit;
  const facts = clusterFacts(cluster);
  const known = [...factsOf(run)].filter(
    ([name]) =>
      hosts.some((host) => host.name === name) && run.sessions.get(name)?.facts.missing(facts).length === 0,
  );
  return clusterState(cluster, new Map(known)).nodes.map(({ host, holds, running, vrrp }) => ({
    host,
    holds,
    vrrp: running ? vrrpState(vrrp) : 'STOP',
  }));
}

function vrrpState(announced: string | undefined): VrrpState {
  const states: readonly VrrpState[] = ['INIT', 'BACKUP', 'MASTER', 'FAULT', 'STOP'];
  return states.find((state) => state === announced) ?? 'unknown';
}

function disagreements(side: CloudSide, nodes: readonly NodeSources[]): readonly Disagreement[] {
  const { address } = side;
  if (nodes.length === 0) return [];
  return compareSources(
    address?.address ?? side.wanted.address ?? '',
    nodes,
    address && {
      havipId: address.id,
      instanceId: address.binding.instanceId,
      node: hostOf(side, address.binding.instanceId) ?? null,
      movedAt: address.binding.movedAt,
      excluded: excludedHosts(side),
    },
  );
}

function result(side: CloudSide, nodes: readonly NodeSources[], found: readonly Disagreement[]): CloudResult {
  const { address, tasks } = side;
  const boundTo = address?.binding.instanceId ?? null;
  return {
    havipId: address?.id ?? null,
    boundTo: hostOf(side, boundTo) ?? boundTo,
    movedAt: address?.binding.movedAt ?? null,
    eip: address?.publicAddress ?? null,
    sources: {
      vrrp: nodes.filter(({ vrrp }) => vrrp === 'MASTER').map(({ host }) => host),
      interface: nodes.filter(({ holds }) => holds).map(({ host }) => host),
      cloud: hostOf(side, boundTo) ?? boundTo,
    },
    disagreements: found.map(({ summary }) => summary),
    tasks,
  };
}

function problemOf({ wanted }: CloudSide, { kind, summary, explanation, fix }: Disagreement): Problem {
  return { code: `verify.${kind}`, summary: `${wanted.cluster}: ${summary}`, detail: explanation, fix };
}
