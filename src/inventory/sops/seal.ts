import { isMap, isScalar, isSeq, Scalar, type YAMLMap } from 'yaml';
import type { SourceDocument } from '../sources/formats/parse-yaml.ts';
import { keyText, loadedValue, type SourceFile } from '../sources/source.ts';
import { readMetadata, type SopsMetadata } from './metadata.ts';
import { SopsFile, type SopsFiles } from './sops-file.ts';

/**
 * Closes the values of a file that SOPS has encrypted, which shows by what stands below its key `sops`; that goes.
 * False for any other file, which stays as it is.
 */
export function sealSops({ source, root }: SourceDocument, files: SopsFiles): boolean {
  if (!isMap(root)) return false;
  const own = root.items.find(({ key }) => isScalar(key) && key.value === 'sops');
  const metadata = isMap(own?.value) ? metadataIn(own.value, source) : undefined;
  if (metadata === undefined) return false;
  root.items = root.items.filter((item) => item !== own);
  const file = new SopsFile(source.path, formatOf(source.path), metadata);
  sealBelow(root, [], file, source);
  files.add(file);
  return true;
}

/** Its time counts as it is written, since the checksum is bound to it. */
function metadataIn(map: YAMLMap, source: SourceFile): SopsMetadata | undefined {
  const time = map.get('lastmodified', true);
  const loaded = loadedValue(source, map);
  const written = isScalar(time) && time.type === Scalar.PLAIN ? { lastmodified: time.source } : {};
  return readMetadata(typeof loaded === 'object' && loaded !== null ? { ...loaded, ...written } : loaded);
}

/** As the program sops calls it. */
function formatOf(path: string): string {
  if (path.endsWith('.env')) return 'dotenv';
  if (path.endsWith('.ini')) return 'ini';
  return path.endsWith('.json') ? 'json' : 'yaml';
}

type Path = readonly (string | number)[];

function sealBelow(node: unknown, path: Path, file: SopsFile, source: SourceFile): void {
  if (isMap(node)) sealMapping(node, path, file, source);
  else if (isSeq(node))
    for (const [index, item] of node.items.entries()) sealBelow(item, [...path, index], file, source);
  // Nothing stays nothing: it is where a group or a host has no more to say.
  else if (isScalar(node) && node.value !== null) {
    const { value } = node;
    const quoted = node.type !== Scalar.PLAIN;
    const text = quoted ? String(value) : (node.source ?? '');
    node.value = file.add({ path, value, source: text, quoted });
  }
}

function sealMapping(map: YAMLMap, path: Path, file: SopsFile, source: SourceFile): void {
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? keyText(key.value) : '';
    sealBelow(value, [...path, name], file, source);
  }
}

/** Variables of the section that stands before all others are at the top. */
export function unfoldSections(root: YAMLMap): void {
  root.items = root.items.flatMap((item) =>
    isScalar(item.key) && item.key.value === 'DEFAULT' && isMap(item.value) ? item.value.items : [item],
  );
}
