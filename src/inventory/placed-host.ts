import type { Target } from '../core/ssh/target.ts';
import type { PlacedHost } from '../havip/settings/members.ts';
import type { ProblemList } from './problem-list.ts';
import type { Variable } from './sources/source.ts';
import { addressIn, resolveTarget, type TargetContext } from './target/target.ts';
import { type Merger, ownVariables } from './tree/merge.ts';
import type { RawHost, VariableMap } from './tree/tree.ts';
import type { Host, Variables } from './types.ts';
import { type Evaluated, evaluate, needsEvaluation, unusableSpot } from './variables/evaluate.ts';
import { checkNames } from './variables/host-variables.ts';
import { plainValue, type SecretStore, toListed } from './variables/secrets.ts';
import type { Templates } from './variables/templates.ts';
import type { VaultOpener } from './vault/opener.ts';

/** What all hosts of an inventory are resolved with. */
export interface Resolving {
  readonly merger: Merger;
  readonly store: SecretStore;
  readonly problems: ProblemList;
  readonly opener: VaultOpener;
  readonly templates: Templates;
  readonly context: Omit<TargetContext, 'problems' | 'evaluate'>;
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
    this.#vars ??= this.#plainVariables();
    return this.#vars;
  }

  /** What has to be worked out is, when somebody asks for it; what cannot be is then listed, and missing. */
  #plainVariables(): Variables {
    const { store, problems } = this.#resolving;
    const own = problems.within([this.name]);
    const properties = [...this.variables].map(([name, variable]): [string, PropertyDescriptor] => {
      const { value, secret = false } = variable;
      const get = (): unknown => {
        const done = this.evaluate(variable, name);
        if (!('finding' in done)) return plainValue(name, done.value, done.secret, store);
        own.add(unusableSpot(variable, done), done.finding);
        return undefined;
      };
      const plain = { value: needsEvaluation(value) ? undefined : plainValue(name, value, secret, store) };
      return [name, { enumerable: true, ...(needsEvaluation(value) ? { get } : plain) }];
    });
    return Object.defineProperties({}, Object.fromEntries(properties));
  }

  /** What a variable of this host comes to: opened, and its templates filled in. */
  evaluate(variable: Variable, what: string): Evaluated {
    if (!needsEvaluation(variable.value)) return { value: variable.value, secret: variable.secret === true };
    const done = evaluate(variable.value, what, this.#resolving.opener, (text, part) =>
      this.#resolving.templates.fill(this, text, part),
    );
    if ('finding' in done) return done;
    const secret = done.secret || variable.secret === true;
    // Known before anybody can print it.
    if (secret) plainValue(what, done.value, secret, this.#resolving.store);
    if (secret) this.#resolving.templates.noteSecret();
    return { value: done.value, secret };
  }

  get listed(): Variables {
    return toListed(this.variables, this.#resolving.store);
  }

  get ownListed(): Variables {
    return toListed(ownVariables(this.raw), this.#resolving.store);
  }

  get target(): Target {
    const { context, problems } = this.#resolving;
    this.#target ??= resolveTarget(this.name, this.variables, {
      ...context,
      evaluate: (variable, what) => this.evaluate(variable, what),
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
    const own = problems.within([this.name]);
    const nearer = [this.raw, ...merger.groupsOf(this.raw)];
    const owners = [...nearer, ...merger.all];
    checkNames(nearer, this.variable('havip') !== undefined, own);
    checkNames(merger.all, false, own);
    for (const { spot, finding } of owners.flatMap(({ sealed }) => sealed)) own.add(spot, finding);
    void this.target;
    // Its secrets become known before anything is told of it.
    void this.vars;
  }
}
