import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { callSite } from '../../core/call-site.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Action, ActionMachine, StepResult } from '../action.ts';
import type { StepEffect } from '../effect.ts';
import type { Fact } from '../fact.ts';
import { type StepOptions, stepOptions } from '../meta.ts';
import { type Asked, actionStep } from '../step.ts';
import { conflictProblem, optionProblems } from './option-problems.ts';

const { notify: _, ...ofActions } = stepOptions;

/** What every action takes besides its own options. */
export const actionOptions = ofActions;

type ActionOptions = Omit<StepOptions, 'notify'>;

/** Everything about one kind of action; its check and its page of documentation follow from it. */
export interface ActionDefinition<S extends z.ZodRawShape, R extends StepResult> {
  /** The function that playbooks call. */
  readonly call: string;
  /** One sentence that says what is done. */
  readonly summary: string;
  /** More that a person should know, in Markdown. */
  readonly notes?: string;
  /** A call, as it would stand in a playbook. */
  readonly example: string;
  /** Each option with its check and, by `.describe()`, its documentation. */
  readonly options: S;
  /** What is wrong with options that are each right by themselves; undefined when nothing is. */
  readonly conflict?: (options: z.output<z.ZodObject<S>>) => string | undefined;
  /** What it is about, such as a port; with `call`, it names the step where the playbook does not. */
  readonly key: (options: z.output<z.ZodObject<S>>) => string;
  /** Shown where the playbook gives no name; default: call and key. */
  readonly title?: (options: z.output<z.ZodObject<S>>) => string;
  /** It changes nothing, so a check carries it out, too. */
  readonly reads: boolean | ((options: z.output<z.ZodObject<S>>) => boolean);
  /** What it will do, in a few words. */
  readonly does: (options: z.output<z.ZodObject<S>>) => string;
  readonly facts?: (options: z.output<z.ZodObject<S>>) => readonly Fact<unknown>[];
  /** What it does to services or the machine. */
  readonly effects?: (options: z.output<z.ZodObject<S>>) => readonly StepEffect[];
  readonly perform: (options: z.output<z.ZodObject<S>>, machine: ActionMachine) => Promise<Outcome<R>>;
  /** What a check goes on with; `guessed: true` where the real answer could be anything. */
  readonly guess: (options: z.output<z.ZodObject<S>>) => R;
  /** What came of it, in a few words. */
  readonly tells?: (result: R) => string;
}

/** A kind of action, as playbooks call it. */
export interface ActionKind<S extends z.ZodRawShape, R extends StepResult> {
  (
    options: z.input<z.ZodObject<S>> & Omit<ActionOptions, keyof z.input<z.ZodObject<S>>>,
  ): Action<R> & Asked<R>;
  readonly definition: ActionDefinition<S, R>;
  /** Of all its options, to check them and to make a JSON schema. */
  readonly schema: z.ZodObject;
}

/** A kind of action from one definition. */
export function defineAction<S extends z.ZodRawShape, R extends StepResult>(
  definition: ActionDefinition<S, R>,
): ActionKind<S, R> {
  const schema = z.strictObject({ ...actionOptions, ...definition.options });
  const { call } = definition;
  const make: (...given: Parameters<ActionKind<S, R>>) => Action<R> & Asked<R> = (options) => {
    const made = callSite(make);
    const parsed = schema.safeParse(options, { reportInput: true });
    if (!parsed.success) {
      const wrong = { call, known: Object.keys(schema.shape), source: made.place };
      return action(definition, {} as z.output<z.ZodObject<S>>, {
        options: {},
        made,
        problems: optionProblems(wrong, parsed.error.issues),
      });
    }
    // The schema is made of both, which TypeScript cannot follow through a generic.
    const own = parsed.data as z.output<z.ZodObject<S>>;
    const conflict = definition.conflict?.(own);
    const problems = conflict === undefined ? [] : [conflictProblem(call, conflict, made.place)];
    return action(definition, own, { options: parsed.data as ActionOptions, made, problems });
  };
  return Object.assign(make, { definition, schema });
}

interface Making {
  readonly options: ActionOptions;
  readonly made: ReturnType<typeof callSite>;
  readonly problems: readonly Problem[];
}

function action<S extends z.ZodRawShape, R extends StepResult>(
  definition: ActionDefinition<S, R>,
  own: z.output<z.ZodObject<S>>,
  { options, made, problems }: Making,
): Action<R> & Asked<R> {
  const { call, reads, tells, perform } = definition;
  const isWrong = problems.length > 0;
  const key = isWrong ? `?${randomUUID()}` : definition.key(own);
  return actionStep<R>(options, {
    id: `${call}:${key}`,
    name: options.name ?? (isWrong ? call : (definition.title?.(own) ?? `${call} ${key}`)),
    tags: options.tags ?? [],
    meta: { made },
    reads: typeof reads === 'function' ? !isWrong && reads(own) : reads,
    does: isWrong ? call : definition.does(own),
    facts: isWrong ? [] : (definition.facts?.(own) ?? []),
    effects: isWrong ? [] : (definition.effects?.(own) ?? []),
    perform: (machine) => perform(own, machine),
    guess: () => (isWrong ? ({ changed: true, guessed: true } as R) : definition.guess(own)),
    ...(tells && { tells }),
    ...(isWrong && { problems }),
  });
}
