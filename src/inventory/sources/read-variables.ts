import type { YAMLMap } from 'yaml';
import type { ProblemList } from '../problem-list.ts';
import type { VariableMap } from '../tree/tree.ts';
import { kindOf } from '../wording.ts';
import { entriesOf, keyText, loadedValue, PlacedVariable, type SourceFile, spotAt } from './source.ts';
import { hasOddSpace, oddSpace } from './structure.ts';

/**
 * Reads the variables of a mapping into `into`; later ones replace earlier ones whole, as Ansible's do.
 * @param secret the file is encrypted
 */
export function readVariables(
  source: SourceFile,
  map: YAMLMap,
  into: VariableMap,
  problems: ProblemList,
  secret = false,
): void {
  for (const { key, keyNode, valueNode } of entriesOf(source, map)) {
    const name = keyText(key);
    if (typeof key !== 'string')
      problems.warn(spotAt(source, keyNode), {
        name: 'wrong-type',
        summary: 'the name of a variable must be text',
        detail: `YAML reads this as ${kindOf(key)}; no expression can ask for it.`,
        fix: 'Put it in quotes.',
      });
    if (hasOddSpace(name)) problems.warn(spotAt(source, keyNode), oddSpace('a variable'));
    const at = { key: keyNode, value: valueNode ?? keyNode };
    into.set(name, new PlacedVariable(loadedValue(source, valueNode), source, at, secret));
  }
}
