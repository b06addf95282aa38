import { dirname, resolve } from 'node:path';
import { fillTemplate } from '../jinja/template.ts';
import { TemplateFault, Undefined } from '../jinja/values.ts';
import type { Variable } from '../sources/source.ts';
import type { RawHost, Tree, VariableMap } from '../tree/tree.ts';
import { UnsafeText } from '../values/unsafe-text.ts';
import type { Evaluated } from './evaluate.ts';
import { callFunction, type Surroundings } from './lookups.ts';

/** A host whose variables templates may ask for. */
export interface TemplateHost {
  readonly raw: RawHost;
  readonly groups: readonly string[];
  readonly variables: VariableMap;
  evaluate(variable: Variable, what: string): Evaluated;
}

interface Fleet extends Surroundings {
  readonly hosts: ReadonlyMap<string, TemplateHost>;
  readonly tree: Tree;
}

/** Fills in the templates of all hosts; what one of them asks for is worked out then and not before. */
export class Templates {
  readonly #fleet: Fleet;
  readonly #open = new Set<string>();
  #secretsMet = 0;
  #hostvars: Readonly<Record<string, unknown>> | undefined;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Something encrypted went into what is being worked out. */
  noteSecret(): void {
    this.#secretsMet += 1;
  }

  fill(host: TemplateHost, text: string, what: string): Evaluated {
    const before = this.#secretsMet;
    try {
      const value = fillTemplate(text, {
        variable: (name) => this.#variable(host, name),
        call: (name, args) => callFunction(name, args, this.#fleet),
      });
      return { value, secret: this.#secretsMet > before };
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      return { finding: unusable(what, error.message), path: [] };
    }
  }

  #variable(host: TemplateHost, name: string): unknown {
    const variable = host.variables.get(name);
    if (variable === undefined) return this.#magic(host, name);
    const key = `${host.raw.name}\n${name}`;
    if (this.#open.has(key)) throw new TemplateFault(`"${name}" refers to itself`);
    this.#open.add(key);
    try {
      const done = host.evaluate(variable, name);
      if ('finding' in done)
        throw new TemplateFault(`"${name}" cannot be worked out: ${done.finding.detail ?? ''}`);
      return done.value instanceof UnsafeText ? done.value.text : done.value;
    } finally {
      this.#open.delete(key);
    }
  }

  /** What Ansible knows by itself of each host. */
  #magic(host: TemplateHost, name: string): unknown {
    const { tree, folder } = this.#fleet;
    const file = resolve(host.raw.spot.source.path);
    if (name === 'inventory_hostname') return host.raw.name;
    if (name === 'inventory_hostname_short') return host.raw.name.split('.')[0];
    if (name === 'inventory_file') return file;
    if (name === 'inventory_dir') return dirname(file);
    if (name === 'playbook_dir') return resolve(folder);
    if (name === 'group_names') return [...host.groups].sort();
    if (name === 'groups') return groupsOf(tree);
    if (name === 'hostvars') return this.#allHosts();
    return new Undefined(`"${name}"`);
  }

  #allHosts(): Readonly<Record<string, unknown>> {
    this.#hostvars ??= lazily([...this.#fleet.hosts], (host) => {
      const names = [...host.variables.keys(), 'inventory_hostname', 'group_names'];
      return lazily(
        names.map((name) => [name, name] as const),
        (name) => this.#variable(host, name),
      );
    });
    return this.#hostvars;
  }
}

/** A mapping whose values are worked out when they are asked for. */
function lazily<T>(
  entries: readonly (readonly [string, T])[],
  value: (of: T) => unknown,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [key, of] of entries) {
    Object.defineProperty(result, key, { enumerable: true, configurable: true, get: () => value(of) });
  }
  return result;
}

function groupsOf(tree: Tree): Readonly<Record<string, readonly string[]>> {
  const hostsOf = (name: string, seen: Set<string>): string[] => {
    const group = tree.groups.get(name);
    if (group === undefined || seen.has(name)) return [];
    seen.add(name);
    return [...group.hosts, ...[...group.children.keys()].flatMap((child) => hostsOf(child, seen))];
  };
  return lazily(
    [...tree.groups.keys()].map((name) => [name, name] as const),
    (name) => [...new Set(hostsOf(name, new Set()))],
  ) as Readonly<Record<string, readonly string[]>>;
}

function unusable(what: string, why: string) {
  return {
    name: 'template',
    summary: `${what} cannot be worked out`,
    detail: `In its Jinja expression, ${why}.`,
    fix: 'Correct the expression, or write the plain value.',
  };
}
