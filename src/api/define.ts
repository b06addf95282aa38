import type { z } from 'zod';
import { callSite } from '../core/call-site.ts';
import { revealed } from '../core/secret.ts';
import type { CodeOrigin } from '../core/user-code.ts';
import type { Fact } from '../resources/fact.ts';
import { type MaybeResource, resourceList } from './resource-list.ts';
import type {
  CheckVariables,
  CloudAddressPlay,
  HostContext,
  Play,
  Playbook,
  Preflight,
  PublicAddressPlay,
  Role,
  TaskContext,
} from './types.ts';

export interface RoleDefinition<V> {
  readonly name: string;
  /** Tags that its resources carry besides the role's name, so that a mistyped --tags is found. */
  readonly tags?: readonly string[];
  /** Typed variables: a zod object read from the host's variables, or a function of host and cluster. */
  readonly vars?: z.ZodType<V> | CheckVariables<V>;
  readonly facts?: (context: HostContext<V>) => readonly Fact<unknown>[];
  readonly resources: (context: TaskContext<V>) => readonly MaybeResource[];
  /** What is looked at before anything is changed. */
  readonly preflight?: Preflight<V>;
}

/** A role; its variables are checked for every host before the first one is contacted. */
export function role<V>(definition: RoleDefinition<V>): Role {
  return roleOf(definition, { what: `the role ${definition.name}`, made: callSite(role) });
}

function roleOf<V>(definition: RoleDefinition<V>, origin: CodeOrigin): Role {
  const { vars } = definition;
  const check: CheckVariables<V> = (host, cluster) => {
    const own = withSecrets(host);
    if (typeof vars === 'function') return vars(own, cluster);
    return vars === undefined ? { vars: own.vars as V } : parse(vars, own.vars);
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
      resourceList(
        definition.resources({ ...(context as TaskContext<V>), host: withSecrets(context.host) }),
        origin,
      ),
    ...(definition.preflight && { preflight: definition.preflight as unknown as Preflight }),
  };
}

/** A role writes secrets onto machines, so it has them as they are; they are masked in all that is shown. */
function withSecrets(host: HostContext['host']): HostContext['host'] {
  return { ...host, vars: revealed(host.vars) as typeof host.vars };
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

/** A play that makes hosts what its roles and tasks want. */
export function play<V>(options: {
  readonly name: string;
  readonly hosts?: string;
  readonly roles?: readonly Role[];
  /** Typed variables of the tasks; as in a role. */
  readonly vars?: z.ZodType<V>;
  readonly tasks?: (context: TaskContext<V>) => readonly MaybeResource[];
  readonly tags?: readonly string[];
}): Play {
  const { name, hosts, roles, vars, tasks, tags, ...unknown } = options;
  const origin = { what: `the tasks of the play "${name}"`, made: callSite(play) };
  const own =
    tasks === undefined ? [] : [roleOf<V>({ name, resources: tasks, ...(vars && { vars }) }, origin)];
  return {
    kind: 'converge',
    name,
    ...(hosts === undefined ? {} : { hosts }),
    roles: [...(roles ?? []), ...own],
    tags: tags ?? [],
    // A mistyped key that no compiler has seen is found when the playbook is checked.
    ...unknown,
  };
}

/** A play that proves clusters by drills. */
export function prove(options: {
  readonly name: string;
  readonly hosts?: string;
  readonly tags?: readonly string[];
}): Play {
  const { name, hosts, tags, ...unknown } = options;
  return {
    kind: 'prove',
    name,
    ...(hosts === undefined ? {} : { hosts }),
    tags: tags ?? [],
    ...unknown,
  };
}

/** A play that takes clusters back to their last proved state. */
export function rollback(options: {
  readonly name: string;
  readonly hosts?: string;
  readonly tags?: readonly string[];
}): Play {
  return { ...prove(options), kind: 'rollback' };
}

/** What the two plays of the cloud take. */
export interface CloudPlayOptions {
  readonly name: string;
  readonly hosts?: string;
  readonly tags?: readonly string[];
  /** Default `present`. */
  readonly state?: 'present' | 'absent';
  /** With `absent`: also what this tool did not create; default false. */
  readonly force?: boolean;
}

/** A play that gets clusters their HAVIP from the cloud, or gives it back; nothing where no cloud is named. */
export function cloudAddress(options: CloudPlayOptions): CloudAddressPlay {
  return { kind: 'cloud-address', ...cloudPlay(options) };
}

/** A play that binds clusters' public address to their HAVIP, or unbinds it. */
export function publicAddress(options: CloudPlayOptions): PublicAddressPlay {
  return { kind: 'public-address', ...cloudPlay(options) };
}

function cloudPlay({ name, hosts, tags = [], state = 'present', force = false }: CloudPlayOptions) {
  return { name, ...(hosts === undefined ? {} : { hosts }), tags: ['cloud', ...tags], state, force };
}

/** A playbook: what `havip-deploy run` runs. */
export function playbook(options: {
  readonly name: string;
  readonly plays: readonly Play[];
  /** It takes clusters away: afterwards nobody is expected to hold an address. */
  readonly removes?: boolean;
}): Playbook {
  return options;
}
