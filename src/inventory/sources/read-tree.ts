import { dirname, join } from 'node:path';
import { isMap } from 'yaml';
import { type Finding, ProblemList } from '../problem-list.ts';
import { readDotenv, readIniSections } from '../sops/read-flat.ts';
import { sealSops, unfoldSections } from '../sops/seal.ts';
import { completeTree, emptyTree, type RawGroup, type RawHost, type Tree } from '../tree/tree.ts';
import { isVault } from '../vault/vault.ts';
import { findVariableFiles, kindOfPath, listFolder, readText } from './files.ts';
import { countLines } from './formats/ini-lines.ts';
import { parseYaml, type SourceDocument } from './formats/parse-yaml.ts';
import { type Reading, readSource } from './read-source.ts';
import { readVariables } from './read-variables.ts';
import { isFalse, isNothing } from './structure.ts';

/** The groups and hosts of several sources, merged in order, with all their variables. */
export interface ReadTree {
  readonly tree: Tree;
  /** Every file could be parsed. */
  readonly complete: boolean;
}

/** What an inventory is made of. */
export interface Sources extends Pick<Reading, 'opener' | 'sops' | 'clouds' | 'region'> {
  readonly paths: readonly string[];
  readonly playbookFolder: string | undefined;
  /** A source that cannot be read is passed over with a warning where another one can be. */
  readonly passesOver: boolean;
}

/** Reads all sources, then `group_vars/` and `host_vars/` beside each of them and beside the playbook. */
export function readTree(sources: Sources, problems: ProblemList): ReadTree {
  const all = readAll(sources, new Map());
  const { failed } = all;
  const isEnough = sources.passesOver && failed.size > 0 && all.readable.size > 0;
  // Nothing of a source counts that could not be read to its end.
  const reading = isEnough ? readAll(sources, failed) : all;
  problems.adopt(reading.problems);
  if (isEnough) for (const [path, found] of failed) problems.warnOfSource(path, found);
  return reading;
}

function readAll(
  { paths, playbookFolder, passesOver: _, ...tools }: Sources,
  passedOver: ReadonlyMap<string, unknown>,
): Reading {
  const readVariables = (): void => {
    for (const folder of new Set(paths.flatMap(folderOf))) readVariableFolders(folder, 'folderVars', reading);
  };
  const reading: Reading = {
    ...tools,
    tree: emptyTree(),
    problems: new ProblemList(),
    complete: true,
    readable: new Set(),
    failed: new Map(),
    passedOver,
    readVariables,
  };
  for (const path of paths) readSource(path, reading);
  completeTree(reading.tree);
  readVariables();
  if (playbookFolder !== undefined) readVariableFolders(playbookFolder, 'playVars', reading);
  return reading;
}

/** Where the variables of a source lie; a list of hosts lies nowhere. */
function folderOf(path: string): string[] {
  const kind = kindOfPath(path);
  if (kind === undefined) return [];
  return [kind === 'directory' ? path : dirname(path)];
}

type Part = 'folderVars' | 'playVars';

function readVariableFolders(folder: string, part: Part, reading: Reading): void {
  readFolder(join(folder, 'group_vars'), reading.tree.groups, part, reading);
  readFolder(join(folder, 'host_vars'), reading.tree.hosts, part, reading);
}

function readFolder(
  folder: string,
  owners: ReadonlyMap<string, RawGroup | RawHost>,
  part: Part,
  reading: Reading,
): void {
  const present = listFolder(folder, reading.problems);
  if (present.size === 0) return;
  for (const [name, owner] of owners) {
    for (const file of findVariableFiles(folder, present, name, reading.problems)) {
      readVariableFile(file, owner, part, reading);
    }
  }
}

function readVariableFile(file: string, owner: RawGroup | RawHost, part: Part, reading: Reading): void {
  const { problems, opener } = reading;
  const text = readText(file, problems);
  const secret = text !== undefined && isVault(text);
  const opened = secret ? opener.open(text, file) : { text };
  if ('finding' in opened) {
    const source = { path: file, lines: countLines(''), anchors: new Map() };
    owner.sealed.push({ spot: { source, node: null }, finding: opened.finding });
    return;
  }
  const document = opened.text === undefined ? undefined : parseVariables(file, opened.text, reading);
  if (document === undefined) {
    reading.complete = false;
    return;
  }
  const { source, root } = document;
  if (isMap(root)) readVariables(source, root, owner[part], problems, secret);
  else if (!isNothing(root)) {
    const finding: Finding = {
      name: 'not-a-mapping',
      summary: `${file} must hold variables, each as "name: value"`,
      fix: 'Write "name: value" lines, without dashes.',
    };
    if (isFalse(root)) problems.warn({ source, node: root }, finding);
    else problems.add({ source, node: root }, finding);
  }
}

/** YAML or JSON; or what SOPS has made of an INI or a dotenv file. */
function parseVariables(file: string, text: string, { problems, sops }: Reading): SourceDocument | undefined {
  const flat = file.endsWith('.env') ? readDotenv : file.endsWith('.ini') ? readIniSections : undefined;
  const document = flat === undefined ? parseYaml(file, text, problems) : flat(file, text);
  if (document === undefined) return undefined;
  sealSops(document, sops);
  if (flat === readIniSections && isMap(document.root)) unfoldSections(document.root);
  return document;
}
