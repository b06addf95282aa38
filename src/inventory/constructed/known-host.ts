import type { Variable } from '../sources/source.ts';
import { combine } from '../tree/merge.ts';
import type { RawGroup, RawHost, Tree, VariableMap } from '../tree/tree.ts';
import { type Evaluated, evaluate, needsEvaluation } from '../variables/evaluate.ts';
import type { TemplateHost, Templates } from '../variables/templates.ts';
import type { VaultOpener } from '../vault/opener.ts';

/** A host as it is known while the sources are read: Ansible's expressions see no more of it then. */
export class KnownHost implements TemplateHost {
  readonly raw: RawHost;
  readonly groups: readonly string[];
  readonly variables: VariableMap;
  readonly #templates: Templates;
  readonly #opener: VaultOpener;

  /** @param folders variables of `group_vars/` and `host_vars/` count, too */
  constructor(raw: RawHost, tree: Tree, folders: boolean, templates: Templates, opener: VaultOpener) {
    const groups = groupsSoFar(tree, raw);
    this.raw = raw;
    this.groups = groups.map(({ name }) => name).filter((name) => name !== 'all');
    this.variables = combine(
      ...groups.map(({ fileVars }) => fileVars),
      ...(folders ? groups.map(({ folderVars }) => folderVars) : []),
      raw.fileVars,
      ...(folders ? [raw.folderVars] : []),
    );
    this.#templates = templates;
    this.#opener = opener;
  }

  evaluate(variable: Variable, what: string): Evaluated {
    if (!needsEvaluation(variable.value)) return { value: variable.value, secret: variable.secret === true };
    return evaluate(variable.value, what, this.#opener, (text, part) => this.fill(text, part));
  }

  /** What a text with templates comes to. */
  fill(text: string, what: string): Evaluated {
    return this.#templates.fill(this, text, what);
  }
}

/** The groups that the files so far put a host into, with those above them, least specific first. */
function groupsSoFar(tree: Tree, { groups }: RawHost): readonly RawGroup[] {
  const depths = new Map<RawGroup, number>();
  // A group in a circle is told of later; here it must only not go on for ever.
  const depthOf = (group: RawGroup, below: ReadonlySet<RawGroup>): number => {
    const known = depths.get(group);
    if (known !== undefined || below.has(group)) return known ?? 0;
    const above = [...group.parents].flatMap((name) => tree.groups.get(name) ?? []);
    const depth = Math.max(0, ...above.map((each) => 1 + depthOf(each, new Set([...below, group]))));
    depths.set(group, depth);
    return depth;
  };
  for (const name of groups) {
    const group = tree.groups.get(name);
    if (group !== undefined) depthOf(group, new Set());
  }
  return [...depths]
    .sort(([a, i], [b, j]) => i - j || a.priority - b.priority || (a.name < b.name ? -1 : 1))
    .map(([group]) => group);
}
