import type { Fact } from './fact.ts';
import type { Resource, ResourceOptions } from './resource.ts';

export interface CommandOptions extends ResourceOptions {
  /** Names the thing the command brings about; part of the resource's id. */
  readonly name: string;
  /** POSIX sh that changes the machine. */
  readonly run: string;
  /** POSIX sh that succeeds when there is nothing to do; it must change nothing. */
  readonly unless: string;
}

/** A state for which there is no resource of its own: a command, and the test that says it is done. */
export function command(options: CommandOptions): Resource {
  const fact: Fact<boolean> = {
    id: `command:${options.name}`,
    program: `if (\n${options.unless}\n) >/dev/null 2>&1; then echo done; fi`,
    parse: (output) => output.trim() === 'done',
  };
  return {
    id: `command:${options.name}`,
    name: options.name,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) =>
      facts.get(fact)
        ? { state: 'unchanged', reason: 'its test says it is done' }
        : { state: 'change', reason: 'its test says it is not done', script: options.run },
  };
}
