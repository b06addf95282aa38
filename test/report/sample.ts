import type {
  ClusterResult,
  DrillResult,
  HostResult,
  RunDocument,
  TaskResult,
} from '../../src/core/events/document.ts';
import type { RunEvent } from '../../src/core/events/event.ts';
import { NOTHING_SEEN, type Timeline } from '../../src/core/events/timeline.ts';
import type { Problem } from '../../src/core/problem.ts';

/** Nothing was seen: for renderers that show figures only. */
export const emptyTimeline: Timeline = { ...NOTHING_SEEN, prober: 'probe-01' };

/** A host that did well, with what differs. */
export function hostResult(differs: Partial<HostResult> = {}): HostResult {
  const zero = { ok: 9, changed: 0, failed: 0, skipped: 0, unreachable: false, roundTrips: 1, tasks: [] };
  return { ...zero, ...differs };
}

/** A step that changed nothing, with what differs. */
export function taskResult(differs: Partial<TaskResult> = {}): TaskResult {
  return { name: 'keepalived.conf', changed: false, diff: null, error: null, ...differs };
}

/** A drill that passed, with what differs. */
export function drillResult(differs: Partial<DrillResult> = {}): DrillResult {
  return {
    scenario: 'stop',
    from: 'HAVIP-01',
    to: 'HAVIP-02',
    probes: 512,
    lost: 8,
    interruptionMs: 82,
    takeoverMs: 75,
    splitBrainMs: 0,
    passed: true,
    error: null,
    ...differs,
  };
}

/** A healthy cluster, with what differs. */
export function clusterResult(differs: Partial<ClusterResult> = {}): ClusterResult {
  return {
    addresses: ['172.16.16.12'],
    holder: 'HAVIP-01',
    holders: ['HAVIP-01'],
    healthy: true,
    drills: [],
    ...differs,
  };
}

/** A refused connection, with what differs. */
export function problem(differs: Partial<Problem> = {}): Problem {
  return { code: 'connection.refused', summary: 'the connection was refused', ...differs };
}

/** A successful `up`, with what differs. */
export function runDocument(differs: Partial<RunDocument> = {}): RunDocument {
  return {
    command: 'up',
    ok: true,
    exitCode: 0,
    startedAt: '2026-11-22T10:00:00.000Z',
    durationMs: 12_340,
    hosts: { 'HAVIP-01': hostResult({ changed: 4 }), 'HAVIP-02': hostResult() },
    clusters: { web: clusterResult({ drills: [drillResult()] }) },
    errors: [],
    ...differs,
  };
}

/** A short diff of a configuration file. */
export const CONF_DIFF = `--- /etc/keepalived/keepalived.conf
+++ /etc/keepalived/keepalived.conf
@@ -3,5 +3,5 @@
   state BACKUP
   interface eth0
-  advert_int 1
+  advert_int 2
   priority 250
   nopreempt
`;

/** The events of a small run in which everything that can happen happens once. */
export const EVENTS: readonly RunEvent[] = [
  {
    type: 'run-started',
    command: 'up',
    at: new Date(0),
    hosts: { web: ['HAVIP-01', 'HAVIP-02'], '': ['probe-01'] },
  },
  { type: 'cluster-activity', cluster: 'web', activity: 'converging' },
  { type: 'host-activity', host: 'HAVIP-01', activity: 'reading facts' },
  {
    type: 'task-finished',
    host: 'HAVIP-01',
    task: 'package keepalived',
    status: 'ok',
    note: '2.2.7 is installed',
  },
  { type: 'task-finished', host: 'HAVIP-01', task: 'keepalived.conf', status: 'changed', diff: CONF_DIFF },
  {
    type: 'task-finished',
    host: 'HAVIP-01',
    task: 'firewall',
    status: 'skipped',
    note: 'firewalld is not running',
  },
  { type: 'host-finished', host: 'HAVIP-01', result: hostResult({ changed: 1 }) },
  {
    type: 'notice',
    host: 'HAVIP-02',
    text: 'a configuration written by hand was kept as keepalived.conf.orig',
  },
  {
    type: 'task-finished',
    host: 'HAVIP-02',
    task: 'start keepalived',
    status: 'failed',
    problem: { code: 'host.unit-failed', summary: 'keepalived.service did not start', host: 'HAVIP-02' },
  },
  {
    type: 'problem',
    problem: { code: 'host.unit-failed', summary: 'keepalived.service did not start', host: 'HAVIP-02' },
  },
  { type: 'host-finished', host: 'HAVIP-02', result: hostResult({ failed: 1 }) },
  { type: 'drill-finished', cluster: 'web', drill: drillResult(), timeline: emptyTimeline },
  { type: 'cluster-finished', cluster: 'web', result: clusterResult() },
  { type: 'run-finished', exitCode: 2, durationMs: 12_340 },
];
