import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { countLines } from '../sources/formats/ini-lines.ts';
import type { SourceDocument } from '../sources/formats/parse-yaml.ts';

/** The section of an INI file that SOPS puts what stands before all sections into. */
const NO_SECTION = 'DEFAULT';
const METADATA = 'sops';

/** A dotenv file as a mapping, with what SOPS says of it below `sops`. */
export function readDotenv(path: string, text: string): SourceDocument {
  const root = new YAMLMap();
  const metadata = new Map<string, string>();
  for (const { key, value, start } of assignments(text, '=')) {
    if (key.startsWith('sops_')) metadata.set(key.slice(METADATA.length + 1), value);
    else root.items.push(pair(key, value, start));
  }
  return document(path, text, root, metadata);
}

/** An INI file as a mapping of sections, with what SOPS says of it below `sops`. */
export function readIniSections(path: string, text: string): SourceDocument {
  const root = new YAMLMap();
  const metadata = new Map<string, string>();
  const sections = new Map<string, YAMLMap>();
  for (const { section = NO_SECTION, key, value, start } of assignments(text, /[=:]/)) {
    if (section === METADATA) metadata.set(key, value);
    else {
      let items = sections.get(section);
      if (items === undefined) {
        items = new YAMLMap();
        sections.set(section, items);
        root.items.push(new Pair(scalar(section, start), items));
      }
      items.items.push(pair(key, value, start));
    }
  }
  return document(path, text, root, metadata);
}

interface Assignment {
  readonly section: string | undefined;
  readonly key: string;
  readonly value: string;
  readonly start: number;
}

function* assignments(text: string, sign: string | RegExp): Generator<Assignment> {
  let start = 0;
  let section: string | undefined;
  for (const line of text.split('\n')) {
    const written = line.trim();
    const at = written.search(sign);
    const [, named] = sign === '=' ? [] : (/^\[([^\]]+)\]$/.exec(written) ?? []);
    if (named !== undefined) section = named;
    else if (at > 0 && !/^[#;]/.test(written)) {
      const value = written.slice(at + 1).trim();
      yield { section, key: written.slice(0, at).trim(), value: value.replaceAll('\\n', '\n'), start };
    }
    start += line.length + 1;
  }
}

function scalar(value: string, start: number): Scalar {
  const made = new Scalar(value);
  made.type = Scalar.QUOTE_DOUBLE;
  made.range = [start, start, start];
  return made;
}

function pair(key: string, value: string, start: number): Pair {
  return new Pair(scalar(key, start), scalar(value, start));
}

function sequence(entries: Iterable<YAMLMap>): YAMLSeq {
  const made = new YAMLSeq();
  made.items.push(...entries);
  return made;
}

function document(
  path: string,
  text: string,
  root: YAMLMap,
  metadata: ReadonlyMap<string, string>,
): SourceDocument {
  const below = new YAMLMap();
  const lists = new Map<string, Map<string, YAMLMap>>();
  for (const [name, value] of metadata) {
    const [, list, index = '', key = ''] = /^(\w+?)__list_(\d+)__map_(\w+)$/.exec(name) ?? [];
    if (list === undefined) below.items.push(pair(name, value, 0));
    else {
      const entries = lists.get(list) ?? new Map<string, YAMLMap>();
      const entry = entries.get(index) ?? new YAMLMap();
      entry.items.push(pair(key, value, 0));
      lists.set(list, entries.set(index, entry));
    }
  }
  for (const [name, entries] of lists)
    below.items.push(new Pair(scalar(name, 0), sequence(entries.values())));
  if (metadata.size > 0) root.items.push(new Pair(scalar(METADATA, 0), below));
  return { source: { path, lines: countLines(text), anchors: new Map() }, root };
}
