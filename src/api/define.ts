import type { z } from 'zod';
import { callSite } from '../core/call-site.ts';
import { revealed } from '../core/secret.ts';
import type { CodeOrigin } from '../core/user-code.ts';
import type { Fact } from '../resources/fact.ts';
import type { Tasks } from '../resources/step.ts';
import { type MaybeResource, resourceList } from './resource-list.ts';
import { isTaskGenerator, type TaskGenerator } from './tasks.ts';
import type {
  CheckVariables,
  ConvergePlay,
  HostContext,
  Play,
  Playbook,
  Preflight,
  Role,
  RollbackPlay,
  TaskContext,
} from './types.ts';

export interface RoleDefinition<V> {
  readonly name: string;
  /** Tags that its resources carry besides the role's name, so that a mistyped --tags is found. */
  readonly tags?: readonly string[];
  /** Typed variables: a zod object read from the host's variables, or a function of host and unit. */
  readonly vars?: z.ZodType<V> | CheckVariables<V>;
  readonly facts?: (context: HostContext<V>) => readonly Fact<unknown>[];
  /** What the machine should be like: pure, and the same whatever was done before. */
  readonly resources?: (context: TaskContext<V>) => readonly MaybeResource[];
  /** Steps in sequence, for what has to be done and not just to be so; after the resources of all roles. */
  readonly tasks?: TaskGenerator<TaskContext<V>>;
  /** What is looked at before anything is changed. */
  readonly preflight?: Preflight<V>;
}

/** A role; its variables are checked for every host before the first one is contacted. */
export function role<V>(definition: RoleDefinition<V>): Role {
  return roleOf(definition, { what: `the role ${definition.name}`, made: callSite(role) });
}

function roleOf<V>(definition: RoleDefinition<V>, origin: CodeOrigin): Role {
  const { vars, tasks } = definition;
  const own = (context: TaskContext) => ({
    ...(context as TaskContext<V>),
    host: withSecrets(context.host),
  });
  const check: CheckVariables<V> = (host, unit) => {
    const known = withSecrets(host);
    if (typeof vars === 'function') return vars(known, unit);
    return vars === undefined ? { vars: known.vars as V } : parse(vars, known.vars);
  };
  // The engine hands each role only the variables that its own check gave.
  return {
    name: definition.name,
    origin,
    tags: definition.tags ?? [],
    check,
    facts: (context) =>
      definition.facts?.({ ...(context as HostContext<V>), host: withSecrets(context.host) }) ?? [],
    resources: (context) =>
      definition.resources === undefined ? [] : resourceList(definition.resources(own(context)), origin),
    ...(tasks && { tasks: (context) => tasks(own(context)) }),
    ...(definition.preflight && { preflight: definition.preflight as unknown as Preflight }),
  };
}

/**
 * A role writes secrets onto machines, so it has them as they are; they are masked in all that is shown. Hosts
 * work out their properties, and each of their variables, only when somebody asks for them: so it stays.
 */
function withSecrets(host: HostContext['host']): HostContext['host'] {
  return {
    get name() {
      return host.name;
    },
    get vars() {
      const { vars } = host;
      const properties = Object.keys(vars).map((name) => {
        return [name, { enumerable: true, get: () => revealed(vars[name]) }] as const;
      });
      return Object.defineProperties({}, Object.fromEntries(properties)) as typeof vars;
    },
    get groups() {
      return host.groups;
    },
    get target() {
      return host.target;
    },
  };
}

function parse<V>(schema: z.ZodType<V>, vars: unknown): ReturnType<CheckVariables<V>> {
  const parsed = schema.safeParse(vars);
  if (parsed.success) return { vars: parsed.data };
  return {
    issues: parsed.error.issues.map((issue) => ({
      path: issue.path.map(String),
      message: issue.message.replace(/^Invalid input: /, ''),
    })),
  };
}

/** What plays of every kind take. */
export type PlayOptions = Omit<Play, 'kind' | 'tags'> & { readonly tags?: readonly string[] };

/** A play that makes hosts what its roles and tasks want. */
export function play<V>(
  options: PlayOptions & {
    readonly roles?: readonly Role[];
    /** Typed variables of the tasks; as in a role. */
    readonly vars?: z.ZodType<V>;
    /**
     * A list of what the hosts should be like; or, written `function* ({ host }) { … }`, steps in sequence.
     */
    readonly tasks?: (context: TaskContext<V>) => readonly MaybeResource[] | Tasks;
  },
): ConvergePlay {
  const { roles, vars, tasks, tags, ...more } = options;
  const { name } = options;
  const origin = { what: `the tasks of the play "${name}"`, made: callSite(play) };
  const own =
    tasks === undefined ? [] : [roleOf<V>({ name, ...taken(tasks), ...(vars && { vars }) }, origin)];
  // A mistyped key that no compiler has seen is found when the playbook is checked.
  return { kind: 'converge', roles: [...(roles ?? []), ...own], tags: tags ?? [], ...more };
}

function taken<V>(
  tasks: (context: TaskContext<V>) => readonly MaybeResource[] | Tasks,
): Pick<RoleDefinition<V>, 'resources' | 'tasks'> {
  if (isTaskGenerator<TaskContext<V>>(tasks)) return { tasks };
  // A function that gives something else than a list is told of as it is called.
  return { resources: (context) => tasks(context) as readonly MaybeResource[] };
}

/** A play that takes units back to their last sound state. */
export function rollback({ tags, ...more }: PlayOptions): RollbackPlay {
  return { kind: 'rollback', tags: tags ?? [], ...more };
}

/** A playbook: what `havip-deploy run` runs. */
export function playbook(options: Playbook): Playbook {
  return options;
}
