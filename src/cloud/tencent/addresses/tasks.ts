import * as z from 'zod';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Answer } from '../calls/answer.ts';
import type { TencentClient } from '../calls/client.ts';
import { waitFor } from './wait.ts';

/** What a task was to do, for people: `bind 81.71.14.118 to havip-72alakye`. */
type Purpose = string;

const vpcTask = z.object({ Status: z.string(), Output: z.string().nullish() });

/**
 * Why the task of a call on a HAVIP failed; undefined while it has not, or nobody knows. Its id is the
 * call's request id.
 */
export async function taskFailure(
  client: TencentClient,
  purpose: Purpose,
  call: Answer<unknown>,
): Promise<Problem | undefined> {
  if (!call.ok || call.requestId === '') return undefined;
  const asked = await client.call({
    service: 'vpc',
    action: 'DescribeVpcTaskResult',
    params: { TaskId: call.requestId },
    schema: vpcTask,
    // Nothing depends on it: whether the task is done is seen by what it was to do.
    expected: [/./],
  });
  if (!asked.ok || !asked.value.ok || asked.value.value.Status !== 'FAILED') return undefined;
  return failedTask(purpose, `request id ${call.requestId}`, asked.value.value.Output);
}

const eipTask = z.object({ Result: z.string(), Output: z.string().nullish() });

/** Waits for the task of a call on an EIP. @param task text in the answer, a number where it is asked about */
export async function whenTaskDone(
  client: TencentClient,
  purpose: Purpose,
  task: string | number | null | undefined,
): Promise<Outcome<void>> {
  if (task === undefined || task === null || task === '') return success(undefined);
  const ended = await waitFor(client.deps, `task ${task}`, async () => {
    const asked = await client.ask({
      service: 'vpc',
      action: 'DescribeTaskResult',
      params: { TaskId: Number(task) },
      schema: eipTask,
    });
    if (!asked.ok) return asked;
    return success(asked.value.Result === 'RUNNING' ? undefined : asked.value);
  });
  if (!ended.ok) return ended;
  const { Result: result, Output: output } = ended.value;
  return result === 'SUCCESS' ? success(undefined) : failure(failedTask(purpose, `number ${task}`, output));
}

function failedTask(purpose: Purpose, which: string, output: string | null | undefined): Problem {
  return {
    code: 'cloud.task-failed',
    summary: `The cloud could not ${purpose}`,
    detail: `It began to, and its task, ${which}, failed${output ? `: ${output.replace(/\.$/, '')}` : ''}.`,
    fix: 'Run again; if it stays so, ask the support of Tencent Cloud with what is told here.',
  };
}
