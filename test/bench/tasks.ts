import type { PlayOptions } from '../../src/api/define.ts';
import { play, playbook } from '../../src/api/define.ts';
import type { Playbook, TaskContext } from '../../src/api/types.ts';
import { execute } from '../../src/resources/actions/execute.ts';
import { resourceStep, type Tasks } from '../../src/resources/steps/step.ts';
import { benchLine } from './double/scripts.ts';
import { file, running } from './resources.ts';

/** A file that tasks can ask, for machines in memory. */
export function write(path: string, content: string, more: Parameters<typeof file>[2] = {}) {
  return resourceStep({}, file(path, content, more));
}

/** A service that tasks can ask. */
export function runs(name: string) {
  return resourceStep({}, running(name));
}

/** A program that a machine in memory notes among its calls. */
export function call(text: string, more: Partial<Parameters<typeof execute>[0]> = {}) {
  return execute({ name: text, run: benchLine({ do: 'call', text }), ...more });
}

/** A program that only reads, and says something. */
export function ask(text: string) {
  return execute({ name: `ask ${text}`, run: benchLine({ do: 'say', text }), reads: true });
}

/** A playbook of one play with tasks, over the hosts of no cluster. */
export function tasks(steps: (context: TaskContext) => Tasks, options: Partial<PlayOptions> = {}): Playbook {
  // Written so that it is known as a generator function.
  const inOrder = function* (context: TaskContext): Tasks {
    yield* steps(context);
  };
  return playbook({
    name: 'tasks',
    plays: [play({ name: 'tasks', hosts: 'apps', ...options, tasks: inOrder })],
  });
}
