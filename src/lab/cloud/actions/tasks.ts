import { z } from 'zod';
import { action } from '../action.ts';
import { done, refused } from '../http/reply.ts';

/** By the request id of the call that began the work. */
export const describeVpcTaskResult = action({
  kind: 'reading',
  parameters: z.strictObject({ TaskId: z.string() }),
  run({ TaskId }, { world }) {
    const task = world.tasks[TaskId];
    if (task === undefined) return refused('ResourceNotFound', `The task \`${TaskId}\` does not exist.`);
    const { status, failure, havipId } = task;
    return done({
      Status: status,
      Output: failure !== null && status === 'FAILED' ? failure : '',
      Result: [{ ResourceId: havipId ?? '', Status: status }],
    });
  },
});

/** By the number that calls for EIPs give; they give it in quotes, and here it is a number. */
export const describeTaskResult = action({
  kind: 'reading',
  parameters: z.strictObject({ TaskId: z.int() }),
  run({ TaskId }, { world }) {
    const task = Object.values(world.tasks).find(({ number }) => number === TaskId);
    if (task === undefined) return refused('ResourceNotFound', `The task \`${TaskId}\` does not exist.`);
    return done({ Result: task.status });
  },
});
