import { type Alias, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import type { Place } from '../../../core/problem.ts';
import type { ProblemList } from '../../problem-list.ts';
import { inspectNodes } from '../inspect-nodes.ts';
import { readPlainYaml } from '../plain/plain-yaml.ts';
import type { SourceFile } from '../source.ts';
import { AS_ANSIBLE_READS, JSON_AS_ANSIBLE_READS } from './scalar-tags.ts';

/** A file's content as nodes that know their places. */
export interface SourceDocument {
  readonly source: SourceFile;
  /** Null for an empty file. */
  readonly root: Node | null;
}

/** Parses YAML (or JSON) as Ansible does; undefined when the file has problems, which are then listed. */
export function parseYaml(path: string, text: string, problems: ProblemList): SourceDocument | undefined {
  problems.begin(path);
  return parsePlainly(path, text, problems) ?? parseWholly(path, text, problems);
}

/** Undefined for what only the library can read, and can tell what is wrong with. */
function parsePlainly(path: string, text: string, problems: ProblemList): SourceDocument | undefined {
  const lines = new LineCounter();
  const root = readPlainYaml(text, lines);
  if (root === undefined) return undefined;
  const anchors = new Map<Alias, Node>();
  const source: SourceFile = { path, lines, anchors };
  return inspectNodes(root, source, anchors, problems) ? { source, root } : undefined;
}

function parseWholly(path: string, text: string, problems: ProblemList): SourceDocument | undefined {
  const lines = new LineCounter();
  const document = parsed(text, lines);
  if (document === undefined) {
    reportNesting(path, problems);
    return undefined;
  }
  const anchors = new Map<Alias, Node>();
  const source: SourceFile = { path, lines, anchors };
  const errors = [
    ...document.errors,
    ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED'),
  ];
  if (errors.length > 0) {
    reportSyntax(source, text, errors, problems);
    return undefined;
  }
  const sound = inspectNodes(document.contents, source, anchors, problems);
  return sound ? { source, root: document.contents } : undefined;
}

/** Undefined where brackets are nested deeper than the parser can follow. */
function parsed(text: string, lineCounter: LineCounter) {
  try {
    const reading = isJson(text) ? JSON_AS_ANSIBLE_READS : AS_ANSIBLE_READS;
    return parseDocument(text, { ...reading, lineCounter, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function reportNesting(path: string, problems: ProblemList): void {
  problems.push({
    code: 'inventory.too-deep',
    summary: 'values are nested deeper than can be read',
    fix: 'Look for brackets that are never closed.',
    source: { file: path, line: 1, column: 1 },
  });
}

function reportSyntax(
  source: SourceFile,
  text: string,
  errors: readonly YAMLError[],
  problems: ProblemList,
): void {
  const rows = text.split('\n');
  for (const error of errors) {
    const { line, col } = source.lines.linePos(error.pos[0]);
    const place: Place = { file: source.path, line, column: col };
    problems.push({ ...syntaxProblem(error, rows, line), source: tabPlace(rows, place) });
    // What follows a syntax error is mostly its echo.
    if (error.name === 'YAMLParseError') return;
  }
}

const TAB_INDENT = /^ *\t/;

function tabPlace(rows: readonly string[], place: Place): Place {
  const row = rows[place.line - 1] ?? '';
  return TAB_INDENT.test(row) ? { ...place, column: row.indexOf('\t') + 1 } : place;
}

function syntaxProblem(error: YAMLError, rows: readonly string[], line: number) {
  if (error.code === 'TAB_AS_INDENT' || TAB_INDENT.test(rows[line - 1] ?? '')) {
    return {
      code: 'inventory.tab',
      summary: 'a tab in the indentation',
      detail: 'Tabs are not allowed in YAML indentation.',
      fix: 'Indent with spaces, two for each level.',
    } as const;
  }
  if (/^\s*\[/.test(rows.find((row) => /^\s*[^\s#]/.test(row)) ?? '')) {
    return {
      code: 'inventory.syntax',
      summary: 'not YAML; it looks like an INI inventory',
      fix: 'Name it without .yaml, or with .ini: it is then read as the INI inventory that it is.',
    } as const;
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return {
      code: 'inventory.syntax',
      summary: 'the file holds several YAML documents',
      fix: 'Merge them into one, without "---" between.',
    } as const;
  }
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return {
      code: 'inventory.unknown-tag',
      summary: error.message.replace(/^Unresolved tag: /, 'unknown tag '),
      fix: 'Write the plain value, without a tag.',
    } as const;
  }
  return {
    code: 'inventory.syntax',
    summary: 'not valid YAML',
    detail: `${error.message.split('\n')[0]}.`,
    fix: 'Mend the syntax here or on the line above: indentation, a missing colon, or an open quote.',
  } as const;
}
