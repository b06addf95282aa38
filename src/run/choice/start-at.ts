import type { Play } from '../../api/types.ts';
import type { Problem } from '../../core/problem.ts';
import { compileWildcards } from '../../inventory/select/wildcards.ts';
import type { Host } from '../../inventory/types.ts';
import type { Resource } from '../../resources/resource.ts';

/** A step as `--list-tasks` names it, by its own name or after that of its role. */
export interface NamedStep {
  readonly role: string;
  readonly resource: Resource;
}

/** `--start-at`: on each host, what comes before the first step of that name is passed over. */
export class StartAt {
  readonly #name: string;
  readonly #pattern: RegExp | undefined;
  /** The play in which each host has come to it. */
  readonly #begun = new Map<Host, Play>();

  /** @param name of a step, `role : step` or a play that is no list of steps; with wildcards as in patterns of hosts */
  constructor(name: string) {
    this.#name = name;
    this.#pattern = compiled(name);
  }

  /** Whether a step or a play is meant. */
  isMeant(name: string, role?: string): boolean {
    const names = role === undefined ? [name] : [name, `${role} : ${name}`];
    return names.some((each) => each === this.#name || this.#pattern?.test(each) === true);
  }

  /** The steps of a host in a play; those before the start do nothing. */
  steps(play: Play, host: Host, steps: readonly NamedStep[]): Resource[] {
    const begun = this.#begun.get(host);
    const all = steps.map(({ resource }) => resource);
    if (begun !== undefined && begun !== play) return all;
    const first = steps.findIndex(({ role, resource }) => this.isMeant(resource.name, role));
    if (first >= 0) this.#begun.set(host, play);
    // What the step was due for may be gone once it is made; then it is no longer in the list.
    const from = first >= 0 ? first : begun === play ? 0 : all.length;
    return all.map((resource, index) => (index < from ? this.#passedOver(resource) : resource));
  }

  /** Why a single step is passed over; undefined where it is not. */
  whyNot(play: Play, host: Host, name: string, role: string): string | undefined {
    if (!this.#begun.has(host) && this.isMeant(name, role)) this.#begun.set(host, play);
    return this.#begun.has(host) ? undefined : this.#reason();
  }

  /** Whether a play that is no list of steps is carried out on these hosts. */
  reaches(play: Play, hosts: readonly Host[]): boolean {
    if (this.isMeant(play.name))
      for (const host of hosts) this.#begun.set(host, this.#begun.get(host) ?? play);
    return hosts.some((host) => this.#begun.has(host));
  }

  /** Those of the hosts on which nothing was begun. */
  notBegun(hosts: readonly Host[]): Host[] {
    return hosts.filter((host) => !this.#begun.has(host));
  }

  /** What is wrong where no host has such a step. */
  problem(fix: string): Problem {
    return { code: 'usage.no-such-step', summary: `no step has the name "${this.#name}" (--start-at)`, fix };
  }

  #passedOver(resource: Resource): Resource {
    return { ...resource, plan: () => ({ state: 'skipped', reason: this.#reason() }) };
  }

  #reason(): string {
    return `before "${this.#name}" (--start-at)`;
  }
}

function compiled(name: string): RegExp | undefined {
  try {
    return compileWildcards(name);
  } catch {
    // Brackets that are no range: then it is the name as it stands.
    return undefined;
  }
}
