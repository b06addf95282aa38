import type { z } from 'zod';
import { revealed } from '../core/secret.ts';
import { callSite, madeBy } from '../core/user-code/call-site.ts';
import type { CodeOrigin } from '../core/user-code/user-code.ts';
import type { Fact } from '../resources/fact.ts';
import type { Tasks } from '../resources/steps/step.ts';
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
  StepsOfPlay,
  TaskContext,
} from './types.ts';

/** What a role takes. */
export interface RoleDefinition<V> {
  /**
   * Shown to people; also a tag of all of its steps.
   * @example 'nginx'
   */
  readonly name: string;
  /**
   * Tags that its resources carry besides the role's name, so that a mistyped --tags is found.
   * @default []
   * @example ['install', 'config']
   */
  readonly tags?: readonly string[];
  /**
   * Typed variables: a zod object read from the host's variables, or a function of host and unit. Without it, the
   * host's variables as they are.
   * @example z.object({ port: z.int().default(80) })
   */
  readonly vars?: z.ZodType<V> | CheckVariables<V>;
  /**
   * What is always needed to know, read in the first round trip.
   * @example () => [fileFact('/etc/motd')]
   */
  readonly facts?: (context: HostContext<V>) => readonly Fact<unknown>[];
  /**
   * What the machine should be like: pure, and the same whatever was done before.
   * @example ({ vars }) => [file({ path: '/etc/motd', content: `${vars.welcome}\n` })]
   */
  readonly resources?: (context: TaskContext<V>) => readonly MaybeResource[];
  /**
   * Steps in sequence, for what has to be done and not just to be so; after the resources of all roles.
   * @example function* () { yield reboot({}); }
   */
  readonly tasks?: TaskGenerator<TaskContext<V>>;
  /** What is looked at before anything is changed. */
  readonly preflight?: Preflight<V>;
}

/**
 * A role; its variables are checked for every host before the first one is contacted.
 * @example
 * const motd = role({
 *   name: 'motd',
 *   vars: z.object({ welcome: z.string().default('Welcome') }),
 *   resources: ({ vars }) => [file({ path: '/etc/motd', content: `${vars.welcome}\n` })],
 * });
 */
export function role<V>(definition: RoleDefinition<V>): Role {
  return madeBy(role, roleOf(definition, { what: `the role ${definition.name}`, made: callSite(role) }));
}

function roleOf<V>(definition: RoleDefinition<V>, origin: CodeOrigin): Role {
  const { name, tags, vars, facts, resources, tasks, preflight, ...unknown } = definition;
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
    // A mistyped key that no compiler has seen is found when the playbook is checked.
    ...unknown,
    name,
    origin,
    tags: tags ?? [],
    check,
    facts: (context) => facts?.({ ...(context as HostContext<V>), host: withSecrets(context.host) }) ?? [],
    resources: (context) => (resources === undefined ? [] : resourceList(resources(own(context)), origin)),
    ...(tasks && { tasks: (context) => tasks(own(context)) }),
    ...(preflight && { preflight: preflight as unknown as Preflight }),
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
export type PlayOptions = Omit<Play, 'kind' | 'tags'> & Partial<Pick<Play, 'tags'>>;

/** What a play that makes hosts what they should be takes. */
export type PlayDefinition<V> = PlayOptions &
  StepsOfPlay & {
    /**
     * Carried out in their order, before the tasks.
     * @default []
     * @example [nginx]
     */
    readonly roles?: readonly Role[];
    /**
     * Typed variables of the tasks, as in a role. Without it, the host's variables as they are.
     * @example z.object({ port: z.int().default(80) })
     */
    readonly vars?: z.ZodType<V>;
    /**
     * A list of what the hosts should be like; or, written `function* ({ host }) { … }`, steps in sequence.
     * @example () => [packageInstalled({ package: 'nginx' })]
     */
    readonly tasks?: (context: TaskContext<V>) => readonly MaybeResource[] | Tasks;
  };

/**
 * A play that makes hosts what its roles and tasks want.
 * @example
 * play({
 *   name: 'nginx',
 *   hosts: 'web',
 *   tasks: () => [packageInstalled({ package: 'nginx' }), service({ service: 'nginx' })],
 * })
 */
export function play<V>(options: PlayDefinition<V>): ConvergePlay {
  const { roles, vars, tasks, tags, ...more } = options;
  const { name } = options;
  const origin = { what: `the tasks of the play "${name}"`, made: callSite(play) };
  const own =
    tasks === undefined ? [] : [roleOf<V>({ name, ...taken(tasks), ...(vars && { vars }) }, origin)];
  // A mistyped key that no compiler has seen is found when the playbook is checked.
  return madeBy(play, { kind: 'converge', roles: [...(roles ?? []), ...own], tags: tags ?? [], ...more });
}

function taken<V>(
  tasks: (context: TaskContext<V>) => readonly MaybeResource[] | Tasks,
): Pick<RoleDefinition<V>, 'resources' | 'tasks'> {
  if (isTaskGenerator<TaskContext<V>>(tasks)) return { tasks };
  // A function that gives something else than a list is told of as it is called.
  return { resources: (context) => tasks(context) as readonly MaybeResource[] };
}

/**
 * A play that takes units back to their last sound state.
 * @example rollback({ name: 'back to what was there', hosts: 'web' })
 */
export function rollback({ tags, ...more }: PlayOptions): RollbackPlay {
  return madeBy(rollback, { kind: 'rollback', tags: tags ?? [], ...more });
}

/**
 * A playbook: what `havip-deploy run` runs. A file exports one by default; where it has one play only, that play itself
 * will do.
 * @example
 * import { file, play, playbook } from 'havip-deploy';
 *
 * export default playbook({
 *   name: 'motd',
 *   plays: [
 *     play({ name: 'motd', hosts: 'all', tasks: () => [file({ path: '/etc/motd', content: 'Welcome\\n' })] }),
 *   ],
 * });
 */
export function playbook(options: Playbook): Playbook {
  return madeBy(playbook, options);
}
