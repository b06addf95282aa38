import type { TaskStatus } from '../../../core/events/event.ts';
import type { Problem } from '../../../core/problem.ts';
import { report } from '../../../run/unit/unit.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import type { CloudSide } from '../side.ts';

/** Records one step on the cluster's address, and tells of it. */
export function recordTask(
  run: ClusterRun,
  side: CloudSide,
  task: string,
  status: Exclude<TaskStatus, 'failed'>,
  note: string,
): void {
  const changed = status === 'changed' || status === 'would-change';
  // A step that was done is looked at once more, and stays done.
  if (!changed && side.tasks.some(({ name }) => name === task)) return;
  side.tasks.push({ name: task, changed, diff: changed ? note : null, error: null });
  tell(run, side, { task, status, note });
}

/** Records a step that failed, with every reason. */
export function recordFailure(
  run: ClusterRun,
  side: CloudSide,
  task: string,
  problems: readonly Problem[],
): void {
  const [problem] = problems;
  if (problem !== undefined) {
    side.tasks.push({ name: task, changed: false, diff: null, error: problem.summary });
    tell(run, side, { task, status: 'failed', problem });
  }
  for (const each of problems) report(run, each);
}

function tell(
  run: ClusterRun,
  { wanted }: CloudSide,
  what: {
    readonly task: string;
    readonly status: TaskStatus;
    readonly note?: string;
    readonly problem?: Problem;
  },
): void {
  run.deps.onEvent({ type: 'cluster-task-finished', cluster: wanted.cluster, ...what });
}

/** What the cloud is doing for a cluster right now. */
export function activity(run: ClusterRun, { wanted }: CloudSide, text: string): void {
  run.deps.onEvent({ type: 'cluster-activity', cluster: wanted.cluster, activity: text });
}
