import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Problem } from '../../core/problem.ts';
import { type CallSite, callSite } from '../../core/user-code/call-site.ts';
import type { Fact } from '../fact.ts';
import type { PlanContext, Planned, Resource } from '../resource.ts';
import type { StepResult } from '../steps/action.ts';
import { notifications, type StepOptions, stepOptions } from '../steps/meta.ts';
import { type Asked, resourceStep, type Tasks } from '../steps/step.ts';
import { type CallDefinition, readCall } from './call-definition.ts';
import { noted } from './noted.ts';
import { notifying } from './notifying.ts';
import { conflictProblem } from './options/option-problems.ts';
import { asLogin, withDefaults } from './options/step-defaults.ts';
import { surrounded } from './surrounded.ts';

/** Everything about one kind of resource; its check, its schema and its page of documentation follow from it. */
export interface ResourceDefinition<S extends z.ZodRawShape> extends CallDefinition<S> {
  /** First part of the id; kinds that are about one and the same thing share it: `file`, also for `fileAbsent`. */
  readonly kind: string;
  /** What `plan` always needs to know; it may ask for more. */
  readonly facts: (options: z.output<z.ZodObject<S>>) => readonly Fact<unknown>[];
  /** Pure: compares the facts with what is wanted. */
  readonly plan: (options: z.output<z.ZodObject<S>>, context: PlanContext) => Planned;
  /** The service whose notifications it carries out. */
  readonly answers?: (options: z.output<z.ZodObject<S>>) => string;
  /** A file of which it changes a part. */
  readonly edits?: (options: z.output<z.ZodObject<S>>) => string;
  /** What asking for it does where that is more than the step by itself; without asking it is refused then. */
  readonly asking?: (
    options: z.output<z.ZodObject<S>>,
    step: Resource & Asked,
  ) => Tasks<StepResult> | undefined;
  /** Its script calls `owe` itself, right before what a service reads is replaced. */
  readonly owesItself?: boolean;
}

/** What a playbook may give: the kind's own options and those that all kinds have. */
export type OptionsOf<S extends z.ZodRawShape> = z.input<z.ZodObject<S>> &
  Omit<StepOptions, keyof z.input<z.ZodObject<S>>>;

/** A kind of resource, as playbooks call it. */
export interface ResourceKind<S extends z.ZodRawShape> {
  (options: OptionsOf<S>): Resource & Asked;
  /** What it was made from. */
  readonly definition: ResourceDefinition<S>;
  /** Of all its options, to check them and to make a JSON schema. */
  readonly schema: z.ZodObject;
}

/** A kind of resource from one definition. */
export function defineResource<S extends z.ZodRawShape>(definition: ResourceDefinition<S>): ResourceKind<S> {
  const schema = z.strictObject({ ...stepOptions, ...definition.options });
  const build = (options: unknown, made: CallSite): Resource & Asked => {
    const { own, options: given, problems } = readCall(definition, schema, options, made);
    if (problems.length > 0) return broken(definition, made, problems);
    const step = resource(definition, made, own, given);
    if (definition.asking?.(own, step) !== undefined)
      return onlyAsked(step, () => definition.asking?.(own, step));
    return {
      ...step,
      meta: { ...step.meta, ...asLogin(options) },
      within: (defaults) => build(withDefaults(options, schema, defaults), made),
    };
  };
  const make = (options: OptionsOf<S>): Resource & Asked => noted(build(options, callSite(make)));
  return Object.assign(make, { definition, schema });
}

function resource<S extends z.ZodRawShape>(
  definition: ResourceDefinition<S>,
  made: CallSite,
  own: z.output<z.ZodObject<S>>,
  options: StepOptions,
): Resource & Asked {
  const { kind } = definition;
  const key = definition.key(own);
  return resourceStep(options, {
    id: `${kind}:${key}`,
    name: options.name ?? definition.title?.(own) ?? `${kind} ${key}`,
    tags: options.tags ?? [],
    meta: { made },
    ...(definition.answers && { answers: definition.answers(own) }),
    ...(definition.edits && { edits: definition.edits(own) }),
    facts: options.when === false ? [] : logged(definition.facts(own), options),
    plan: (context) =>
      options.when === false
        ? { state: 'skipped', reason: '`when` is false' }
        : surrounded(
            notifying(
              definition.plan(own, context),
              notifications(options.notify),
              definition.owesItself === true,
            ),
            options,
          ),
  });
}

/** A step whose work is tasks: they are gone through where it is asked for by `yield*`, and nowhere else. */
function onlyAsked(step: Resource & Asked, ask: () => Tasks<StepResult> | undefined): Resource & Asked {
  return {
    ...step,
    meta: { ...step.meta, onlyAsked: true },
    *[Symbol.iterator](): Tasks<StepResult> {
      return (yield* ask() ?? []) ?? { changed: false };
    },
  };
}

/** A step with `noLog` shows nothing of what it reads either. */
function logged(facts: readonly Fact<unknown>[], { noLog }: StepOptions): readonly Fact<unknown>[] {
  return noLog === true ? facts.map((fact) => ({ ...fact, hidden: true })) : facts;
}

/** What cannot be planned, because its options are wrong: told before any host is contacted. */
function broken(
  { kind, call }: { readonly kind: string; readonly call: string },
  made: CallSite,
  problems: readonly Problem[],
): Resource & Asked {
  const [problem = conflictProblem(call, 'cannot be used', made.place)] = problems;
  return resourceStep(
    {},
    {
      // Nothing else has this id, whatever else is wrong with it.
      id: `${kind}:?${randomUUID()}`,
      name: call,
      tags: [],
      meta: { made },
      problems: [problem, ...problems.slice(1)],
      facts: [],
      plan: () => ({ state: 'blocked', problem }),
    },
  );
}
