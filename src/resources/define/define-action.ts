import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Outcome } from '../../core/outcome.ts';
import { type CallSite, callSite } from '../../core/user-code/call-site.ts';
import type { Fact } from '../fact.ts';
import type { Action, ActionMachine, StepResult } from '../steps/action.ts';
import type { StepEffect } from '../steps/effect.ts';
import { again, type StepMeta, type StepOptions, stepOptions } from '../steps/meta.ts';
import { type Asked, actionStep } from '../steps/step.ts';
import { type CallDefinition, type ReadCall, readCall } from './call-definition.ts';
import { noted } from './noted.ts';
import { asLogin, withDefaults } from './options/step-defaults.ts';

const { notify: _, ...ofActions } = stepOptions;

/** What every action takes besides its own options. */
export const actionOptions = {
  ...ofActions,
  until: z
    .custom<(result: never) => boolean>(
      (value) => typeof value === 'function',
      'must be a function of the result',
    )
    .meta({ title: 'function' })
    .optional()
    .describe(
      'Given what came of it; where it says `false`, that is a failure, and it is tried again (`retries`, here 3 by default).',
    ),
} as const;

/** The same as a playbook gives them. */
type ActionOptions<R> = Omit<StepOptions, 'notify'> & { readonly until?: (result: R) => boolean };

/** How often what has an `until` is tried again, where nobody says otherwise. */
const TRIES = 3;

/** Everything about one kind of action; its check and its page of documentation follow from it. */
export interface ActionDefinition<S extends z.ZodRawShape, R extends StepResult> extends CallDefinition<S> {
  /** It changes nothing, so a check carries it out, too. */
  readonly reads: boolean | ((options: z.output<z.ZodObject<S>>) => boolean);
  /** What it will do, in a few words. */
  readonly does: (options: z.output<z.ZodObject<S>>) => string;
  /** Read before it begins. */
  readonly facts?: (options: z.output<z.ZodObject<S>>) => readonly Fact<unknown>[];
  /** The file on the control machine that it writes. */
  readonly writesHere?: (options: z.output<z.ZodObject<S>>) => string;
  /** What it does to services or the machine. */
  readonly effects?: (options: z.output<z.ZodObject<S>>) => readonly StepEffect[];
  /** Does it; what was expected to go wrong is a problem that it gives, and nothing is thrown. */
  readonly perform: (options: z.output<z.ZodObject<S>>, machine: ActionMachine) => Promise<Outcome<R>>;
  /** What a check goes on with; `guessed: true` where the real answer could be anything. */
  readonly guess: (options: z.output<z.ZodObject<S>>) => R;
  /** What came of it, in a few words. */
  readonly tells?: (result: R) => string;
}

/** A kind of action, as playbooks call it. */
export interface ActionKind<S extends z.ZodRawShape, R extends StepResult> {
  (
    options: z.input<z.ZodObject<S>> & Omit<ActionOptions<R>, keyof z.input<z.ZodObject<S>>>,
  ): Action<R> & Asked<R>;
  /** What it was made from. */
  readonly definition: ActionDefinition<S, R>;
  /** Of all its options, to check them and to make a JSON schema. */
  readonly schema: z.ZodObject;
}

/** A kind of action from one definition. */
export function defineAction<S extends z.ZodRawShape, R extends StepResult>(
  definition: ActionDefinition<S, R>,
): ActionKind<S, R> {
  const schema = z.strictObject({ ...actionOptions, ...definition.options });
  const build = (options: unknown, made: CallSite): Action<R> & Asked<R> => {
    const call = readCall(definition, schema, options, made);
    const step = action(definition, made, call);
    if (call.problems.length > 0) return step;
    return {
      ...step,
      meta: { ...step.meta, ...asLogin(options) },
      within: (defaults) => build(withDefaults(options, schema, defaults), made),
    };
  };
  const make: (...given: Parameters<ActionKind<S, R>>) => Action<R> & Asked<R> = (options) =>
    noted(build(options, callSite(make)));
  return Object.assign(make, { definition, schema });
}

function action<S extends z.ZodRawShape, R extends StepResult>(
  definition: ActionDefinition<S, R>,
  made: CallSite,
  { own, options, problems }: ReadCall<S, ActionOptions<never>>,
): Action<R> & Asked<R> {
  const { call, reads, tells, perform, writesHere } = definition;
  const isWrong = problems.length > 0;
  const key = isWrong ? `?${randomUUID()}` : definition.key(own);
  return actionStep<R>(options, {
    id: `${call}:${key}`,
    name: options.name ?? (isWrong ? call : (definition.title?.(own) ?? `${call} ${key}`)),
    tags: options.tags ?? [],
    meta: { made, ...untilOf(options) },
    reads: typeof reads === 'function' ? !isWrong && reads(own) : reads,
    asks: own,
    ...(writesHere && !isWrong && { writesHere: writesHere(own) }),
    does: isWrong ? call : definition.does(own),
    facts: isWrong ? [] : (definition.facts?.(own) ?? []),
    effects: isWrong ? [] : (definition.effects?.(own) ?? []),
    perform: (machine) => perform(own, machine),
    guess: () => (isWrong ? ({ changed: true, guessed: true } as R) : definition.guess(own)),
    ...(tells && { tells }),
    ...(isWrong && { problems }),
  });
}

/** What has an `until` is tried again, also where nobody has said how often. */
function untilOf({ until, retries = TRIES, delay }: ActionOptions<never>): StepMeta {
  const often = until && again({ retries, ...(delay !== undefined && { delay }) });
  return { ...(until && { until }), ...(often && { again: often }) };
}
