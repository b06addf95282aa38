import type { z } from 'zod';
import { parameterProblem } from './http/parameters.ts';
import type { Reply } from './http/reply.ts';
import type { World } from './world/world.ts';

/** What an action knows besides its parameters. */
export interface Call {
  readonly world: World;
  readonly requestId: string;
  /** The cloud's own clock, in milliseconds since 1970. */
  readonly nowMs: number;
  /** What the task that this call begins shall fail with; null for one that succeeds. */
  readonly taskFailure: string | null;
}

/** One thing that the API can do. */
export interface Action {
  readonly service: 'vpc' | 'cvm';
  readonly kind: 'reading' | 'writing';
  answer(body: unknown, call: Call): Reply;
}

interface Specification<S extends z.ZodType> {
  readonly kind: Action['kind'];
  readonly service?: Action['service'];
  readonly parameters: S;
  run(parameters: z.output<S>, call: Call): Reply;
}

/** An action that is run with parameters of the right shape only. */
export function action<S extends z.ZodType>(specification: Specification<S>): Action {
  const { kind, service = 'vpc', parameters } = specification;
  return {
    kind,
    service,
    answer(body, call) {
      const parsed = parameters.safeParse(body);
      return parsed.success ? specification.run(parsed.data, call) : parameterProblem(parsed.error, body);
    },
  };
}
