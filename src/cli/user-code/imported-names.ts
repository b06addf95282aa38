import type { Place, Problem } from '../../core/problem.ts';
import { didYouMean } from '../../core/text/nearest.ts';
import { shownPlace } from './playbook-code.ts';
import type { SourcePositions } from './source-positions.ts';

/** A name that a file takes from a module. */
export interface ImportedName {
  readonly specifier: string;
  readonly name: string;
  /** Where it is used, as the translated program has it. */
  readonly place: Place;
}

/** What the translation makes of an import; types and what is not used are no longer there. */
const IMPORT = /\bvar (_\w+) = (?:\w+\()?await jitiImport\("([^"]+)"\)/g;

/**
 * The names that a translated file takes from other modules. Imports are checked by hand, because what a module
 * does not export is `undefined` here, and would be met much later as something else.
 */
export function importedNames(file: string, translated: string): ImportedName[] {
  const lines = translated.split('\n');
  return [...translated.matchAll(IMPORT)].flatMap(([, variable = '', specifier = '']) =>
    lines.flatMap((text, index) =>
      [...text.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, 'g'))].map((used) => ({
        specifier,
        name: used[1] ?? '',
        place: { file, line: index + 1, column: used.index + 1 },
      })),
    ),
  );
}

/**
 * The names that are not there.
 * @param exportsOf what a module exports; undefined where that is not known
 */
export function unknownImports(
  names: readonly ImportedName[],
  exportsOf: (specifier: string, file: string) => readonly string[] | undefined,
  positions: SourcePositions,
): Problem[] {
  const told = new Set<string>();
  return names.flatMap(({ specifier, name, place }) => {
    const known = exportsOf(specifier, place.file);
    const key = `${place.file} ${specifier} ${name}`;
    if (known === undefined || name === 'default' || known.includes(name) || told.has(key)) return [];
    told.add(key);
    return [
      {
        code: 'playbook.unknown-import' as const,
        summary: `${specifier} exports no "${name}"`,
        fix:
          known.length === 0 ? `Export it from ${specifier}.` : `Of ${specifier}: ${didYouMean(name, known)}`,
        source: shownPlace(positions.original(place)),
      },
    ];
  });
}
