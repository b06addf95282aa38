import type { z } from 'zod';
import type { Problem } from '../../core/problem.ts';
import type { CallSite } from '../../core/user-code/call-site.ts';
import type { StepOptions } from '../steps/meta.ts';
import { conflictProblem, optionProblems } from './options/option-problems.ts';

/** What resources and actions tell alike of how they are called. */
export interface CallDefinition<S extends z.ZodRawShape> {
  /** The function that playbooks call. */
  readonly call: string;
  /** One sentence that says the desired state, or what is done. */
  readonly summary: string;
  /** More that a person should know, in Markdown. */
  readonly notes?: string;
  /** A call, as it would stand in a playbook. */
  readonly example: string;
  /** Each option with its check and, by `.describe()`, its documentation. */
  readonly options: S;
  /** What is wrong with options that are each right by themselves; undefined when nothing is. */
  readonly conflict?: (options: z.output<z.ZodObject<S>>, every: StepOptions) => string | undefined;
  /** What in the world it is about, such as a port or a path; the second part of the step's id. */
  readonly key: (options: z.output<z.ZodObject<S>>) => string;
  /** Shown where the playbook gives no name; default: the first part of the id, and the key. */
  readonly title?: (options: z.output<z.ZodObject<S>>) => string;
}

/** What the options of one call came to. */
export interface ReadCall<S extends z.ZodRawShape, O = StepOptions> {
  /** Not to be looked at where there are problems. */
  readonly own: z.output<z.ZodObject<S>>;
  /** Those that every kind has. */
  readonly options: O;
  readonly problems: readonly Problem[];
}

/** Checks the options of a call against the kind's own and those that all kinds have. */
export function readCall<S extends z.ZodRawShape>(
  definition: CallDefinition<S>,
  schema: z.ZodObject,
  given: unknown,
  { place }: CallSite,
): ReadCall<S> {
  const { call } = definition;
  const parsed = schema.safeParse(given, { reportInput: true });
  if (!parsed.success) {
    const wrong = { call, known: Object.keys(schema.shape), source: place };
    const problems = optionProblems(wrong, parsed.error.issues);
    return { own: {} as z.output<z.ZodObject<S>>, options: {}, problems };
  }
  // The schema is made of both, which TypeScript cannot follow through a generic.
  const own = parsed.data as z.output<z.ZodObject<S>>;
  const every = parsed.data as StepOptions;
  const conflict = definition.conflict?.(own, every) ?? wrongTogether(parsed.data);
  const problems = conflict === undefined ? [] : [conflictProblem(call, conflict, place)];
  return { own, options: every, problems };
}

/** Of the options that all kinds have, or several. */
function wrongTogether(options: Readonly<Record<string, unknown>>): string | undefined {
  const { delay, retries, until, become, becomeUser } = options;
  if (delay !== undefined && retries === undefined && until === undefined)
    return '"delay" goes with "retries"';
  return become !== undefined && becomeUser !== undefined
    ? '"become: false" is who logs in, and "becomeUser" is another one'
    : undefined;
}
