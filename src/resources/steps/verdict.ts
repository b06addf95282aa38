import type { Planned, Resource } from '../resource.ts';

/** What a finding of a role is known by. */
export interface VerdictOptions {
  /** Unique on the host, such as `check:disk`. */
  readonly id: string;
  /** Shown to people. */
  readonly name: string;
  /**
   * For `--tags` and `--skip-tags`, beside its role's and its play's.
   * @default []
   */
  readonly tags?: readonly string[];
}

/** A state that a role has found in order; shown as a step that changes nothing. */
export function present(options: VerdictOptions & { readonly reason: string }): Resource {
  return verdict(options, { state: 'unchanged', reason: options.reason });
}

/** A state that cannot be reached on this host: nothing at all is then changed on it. */
export function blocked(
  options: VerdictOptions & { readonly problem: Extract<Planned, { state: 'blocked' }>['problem'] },
): Resource {
  return { ...verdict(options, { state: 'blocked', problem: options.problem }), isRefused: true };
}

function verdict({ id, name, tags = [] }: VerdictOptions, planned: Planned): Resource {
  return { id, name, tags, facts: [], plan: () => planned };
}
