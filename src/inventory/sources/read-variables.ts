import type { YAMLMap } from 'yaml';
import type { ProblemList } from '../problem-list.ts';
import type { VariableMap } from '../tree/tree.ts';
import { kindOf } from '../wording.ts';
import { entriesOf, loadedValue, type SourceFile } from './source.ts';

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
    const keySpot = { source, node: keyNode };
    if (typeof key !== 'string') {
      problems.add(keySpot, {
        name: 'wrong-type',
        summary: 'the name of a variable must be text',
        detail: `YAML reads this as ${kindOf(key)}.`,
        fix: 'Put it in quotes.',
      });
      continue;
    }
    if (/[\u00a0\ufeff]/.test(key)) {
      problems.add(keySpot, {
        name: 'odd-space',
        summary: 'the name of a variable contains a non-breaking space',
        detail: 'Text pasted from a web page often has them.',
        fix: 'Replace it with an ordinary space or remove it.',
      });
      continue;
    }
    into.set(key, {
      value: loadedValue(source, valueNode),
      spot: { source, node: valueNode ?? keyNode },
      keySpot,
      ...(secret ? { secret } : {}),
    });
  }
}
