import type {
  CloudResult,
  ClusterResult,
  ConnectionCounts,
  DrillResult,
  DrillStatistics,
  FindingResult,
  HostResult,
  NodeResult,
  RunDocument,
  TaskResult,
} from '../../core/events/document.ts';
import type { Problem } from '../../core/problem.ts';
import { formatPlace } from '../../core/problem.ts';
import { jsonText } from '../../core/text/printable.ts';

/**
 * The document as `--json` prints it: two spaces of indentation, a newline at the end, every key always
 * there (`null` where there is nothing to say). Properties that are not part of the contract are left out.
 */
export function toJson(document: RunDocument): string {
  const { command, ok, exitCode, startedAt, durationMs } = document;
  const json = {
    command,
    ok,
    exitCode,
    startedAt,
    durationMs,
    hosts: mapValues(document.hosts, hostJson),
    clusters: mapValues(document.clusters, clusterJson),
    errors: document.errors.map(problemJson),
    // Only where workers carry it out.
    ...(document.rollout !== undefined && { rollout: document.rollout }),
    // Only in the report of one that goes on.
    ...(document.unfinished !== undefined && { unfinished: document.unfinished }),
  };
  return `${jsonText(json, 2)}\n`;
}

function hostJson(host: HostResult) {
  const { ok, changed, failed, skipped, unreachable, roundTrips } = host;
  return {
    ...{ ok, changed, failed, skipped, unreachable, roundTrips },
    tasks: host.tasks.map(taskJson),
    // Only where the preflight has found something.
    ...(host.findings !== undefined && { findings: host.findings.map(findingJson) }),
  };
}

function findingJson({ severity, code, summary, fix }: FindingResult) {
  return { severity, code, summary, fix };
}

function taskJson({ name, changed, diff, error }: TaskResult) {
  return { name, changed, diff, error };
}

/**
 * `nodes` is there only in `status`, `unseen` only where a member could not be looked at, `statistics` only
 * where drills were repeated, `effect` and `succession` only in a plan, `skipped` only of a cluster that was not begun, `cloud`
 * only where the inventory names one.
 */
function clusterJson(cluster: ClusterResult) {
  const { addresses, holder, holders, healthy, nodes, unseen, drills } = cluster;
  const { statistics, effect, succession, cloud, skipped } = cluster;
  return {
    ...{ addresses, holder, holders, healthy },
    ...(nodes !== undefined && { nodes: mapValues(nodes, nodeJson) }),
    ...(unseen !== undefined && { unseen }),
    drills: drills.map(drillJson),
    ...(statistics !== undefined && { statistics: statistics.map(statisticsJson) }),
    ...(effect !== undefined && { effect }),
    ...(succession !== undefined && { succession }),
    ...(cloud !== undefined && { cloud: cloudJson(cloud) }),
    ...(skipped !== undefined && { skipped }),
  };
}

function nodeJson({ keepalived, running, vrrp, holds, note }: NodeResult) {
  return { keepalived, running, vrrp, holds, ...(note !== undefined && { note }) };
}

function cloudJson({ havipId, boundTo, movedAt, eip, sources, disagreements, tasks }: CloudResult) {
  return { havipId, boundTo, movedAt, eip, sources, disagreements, tasks: tasks.map(taskJson) };
}

function drillJson(drill: DrillResult) {
  const { scenario, from, to, probes, lost, interruptionMs, takeoverMs, splitBrainMs, passed, error } = drill;
  const { bindingMs, connections, unmeasuredMs } = drill;
  const measured = { scenario, from, to, probes, lost, interruptionMs, takeoverMs, splitBrainMs };
  return {
    ...measured,
    ...(unmeasuredMs === undefined ? {} : { unmeasuredMs }),
    ...(bindingMs === undefined ? {} : { bindingMs }),
    ...(connections && {
      connections: { idle: countsJson(connections.idle), busy: countsJson(connections.busy) },
    }),
    passed,
    error,
  };
}

function countsJson({ opened, kept, broken, hung, longestHangMs }: ConnectionCounts) {
  return { opened, kept, broken, hung, longestHangMs };
}

function statisticsJson({ scenario, from, to, runs, interruptionMs, takeoverMs }: DrillStatistics) {
  return { scenario, from, to, runs, interruptionMs, takeoverMs };
}

function problemJson({ code, summary, detail, fix, host, source }: Problem) {
  return {
    code,
    summary,
    detail: detail ?? null,
    fix: fix ?? null,
    host: host ?? null,
    source: source === undefined ? null : formatPlace(source),
  };
}

/** Through entries, so that a host called `__proto__` stays a host. */
function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
