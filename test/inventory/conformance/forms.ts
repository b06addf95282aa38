import { graphInventory, type Inventory, listInventory } from '../../../src/inventory/index.ts';
import { ProblemList } from '../../../src/inventory/problem-list.ts';
import { parseYaml } from '../../../src/inventory/sources/formats/parse-yaml.ts';
import { loadedValue } from '../../../src/inventory/sources/source.ts';
import { withPlainScalars } from '../../../src/inventory/values/exact-number.ts';
import { tell } from '../folder.ts';

/** One list in its other forms, as it is printed; null where Ansible cannot print it so, or nobody asks. */
export interface Forms {
  readonly vars: string | null;
  readonly export: string | null;
  readonly yaml: string | null;
  readonly exportedYaml: string | null;
}

export type FormsRead = ReturnType<typeof formsOf>;

export const NO_FORMS: Forms = { vars: null, export: null, yaml: null, exportedYaml: null };

export function formsHere(inventory: Inventory): Forms {
  return {
    vars: graphInventory(inventory, 'all', true),
    export: listInventory(inventory, { export: true }),
    yaml: listInventory(inventory, { yaml: true }),
    exportedYaml: listInventory(inventory, { yaml: true, export: true }),
  };
}

/** YAML is read again, since each side has its own way of writing it. */
export function formsOf({ vars, export: exported, yaml, exportedYaml }: Forms) {
  return {
    // Of what Python prints for tuples and the like, only that it is there counts.
    vars: vars?.replaceAll(/ = .*\}$/gm, ''),
    export: exported === null ? undefined : parseListing(exported),
    yaml: yaml === null ? undefined : readYaml(yaml),
    exportedYaml: exportedYaml === null ? undefined : readYaml(exportedYaml),
  };
}

/** Without the forms that Ansible cannot print. */
export function whereGiven(theirs: FormsRead, ours: FormsRead): FormsRead {
  return {
    vars: theirs.vars === undefined ? undefined : ours.vars,
    export: theirs.export === undefined ? undefined : ours.export,
    yaml: theirs.yaml === undefined ? undefined : ours.yaml,
    exportedYaml: theirs.exportedYaml === undefined ? undefined : ours.exportedYaml,
  };
}

/** Ansible's own YAML does not say which texts are no templates. */
function readYaml(text: string): unknown {
  const problems = new ProblemList();
  const document = parseYaml('listing.yml', text, problems);
  if (document === undefined) throw new Error(tell(problems.sorted()).join('\n'));
  return JSON.parse(JSON.stringify(withPlainScalars(loadedValue(document.source, document.root))));
}

/** A number alone on its line, or after a key: `1` and `1.0` are two kinds, and JSON has no `Infinity`. */
const NUMBER = /^(\s*(?:"(?:[^"\\]|\\.)*": )?)(-?(?:\d|Infinity|NaN)[^",\n]*)(,?)$/gm;

/** A listing as both sides print it, its numbers as they are written. */
export function parseListing(text: string): unknown {
  return JSON.parse(text.replaceAll(NUMBER, '$1"number $2"$3'));
}
