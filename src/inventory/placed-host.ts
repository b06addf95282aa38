import type { Target } from '../core/target.ts';
import type { PlacedHost } from '../havip/settings/members.ts';
import type { ProblemList } from './problem-list.ts';
import type { Variable } from './sources/source.ts';
import { addressIn, resolveTarget, type TargetContext } from './target/target.ts';
import type { Merger } from './tree/merge.ts';
import type { RawHost, VariableMap } from './tree/tree.ts';
import type { Host, Variables } from './types.ts';
import { checkNames } from './variables/host-variables.ts';
import { type SecretStore, toListed, toPlain } from './variables/secrets.ts';

/** What all hosts of an inventory are resolved with. */
export interface Resolving {
  readonly merger: Merger;
  readonly store: SecretStore;
  readonly problems: ProblemList;
  readonly context: Omit<TargetContext, 'problems'>;
}

/** A host whose variables are merged, and looked at, when somebody asks for them: of most, nobody does. */
export class LazyHost implements PlacedHost, Host {
  readonly raw: RawHost;
  readonly #resolving: Resolving;
  #variables: VariableMap | undefined;
  #vars: Variables | undefined;
  #target: Target | undefined;

  constructor(raw: RawHost, resolving: Resolving) {
    this.raw = raw;
    this.#resolving = resolving;
  }

  get host(): Host {
    return this;
  }

  get name(): string {
    return this.raw.name;
  }

  get groups(): readonly string[] {
    return this.#resolving.merger.groupsOf(this.raw).map(({ name }) => name);
  }

  get variables(): VariableMap {
    this.#variables ??= this.#resolving.merger.variablesOf(this.raw);
    return this.#variables;
  }

  get vars(): Variables {
    this.#vars ??= toPlain(this.variables, this.#resolving.store);
    return this.#vars;
  }

  get listed(): Variables {
    return toListed(this.variables, this.#resolving.store);
  }

  get target(): Target {
    const { context, problems } = this.#resolving;
    this.#target ??= resolveTarget(this.name, this.variables, {
      ...context,
      problems: problems.within([this.name]),
    });
    return this.#target;
  }

  variable(name: string): Variable | undefined {
    return this.#variables?.get(name) ?? this.#resolving.merger.variableOf(this.raw, name);
  }

  get address(): string {
    return addressIn((name) => this.variable(name)) ?? this.name;
  }

  /** Lists what keeps it from being used: names that are nearly right, and how it is reached. */
  judge(): void {
    const { merger, problems } = this.#resolving;
    checkNames([this.raw, ...merger.groupsOf(this.raw), ...merger.all], problems.within([this.name]));
    void this.target;
    // Its secrets become known before anything is told of it.
    void this.vars;
  }
}
