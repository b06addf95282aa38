import { extname } from 'node:path';
import { isMap, isScalar } from 'yaml';
import type { Problem } from '../../core/problem.ts';
import { addMachines, type CloudAnswers } from '../cloud/cloud-machines.ts';
import { isCloudSource } from '../cloud/read-cloud-options.ts';
import { construct } from '../constructed/construct.ts';
import { pluginOf, readOptions } from '../constructed/read-options.ts';
import { type Finding, ProblemList } from '../problem-list.ts';
import { sealSops } from '../sops/seal.ts';
import type { SopsFiles } from '../sops/sops-file.ts';
import { sealedWhole } from '../sops/whole-file.ts';
import { emptyTree, type Tree } from '../tree/tree.ts';
import type { VaultOpener } from '../vault/opener.ts';
import { isVault } from '../vault/vault.ts';
import { canRun, isProgram, kindOfPath, readText, sourcesIn, YAML_EXTENSIONS } from './files.ts';
import { countLines } from './formats/ini-lines.ts';
import { parseYaml, type SourceDocument } from './formats/parse-yaml.ts';
import { readHostList } from './formats/read-host-list.ts';
import { readIni } from './formats/read-ini.ts';
import { readProgram } from './formats/read-program.ts';
import { readToml } from './formats/read-toml.ts';
import { readGroups } from './read-groups.ts';
import { resolveAlias, type Spot } from './source.ts';

/** What is known while an inventory's files are read. */
export interface Reading {
  readonly tree: Tree;
  readonly problems: ProblemList;
  readonly opener: VaultOpener;
  /** What the clouds that sources name have answered, and the region that counts where they name none. */
  readonly clouds: CloudAnswers;
  readonly region: string;
  /** Those that SOPS has encrypted. */
  readonly sops: SopsFiles;
  /** Every file so far could be parsed. */
  complete: boolean;
  /** Sources that could be read, and what has kept others from it. */
  readonly readable: Set<string>;
  readonly failed: Map<string, readonly Problem[]>;
  /** Of an earlier attempt: what could not be read, and is not looked at again. */
  readonly passedOver: ReadonlyMap<string, unknown>;
  /** Reads the variables beside the sources for the groups and hosts so far. */
  readonly readVariables: () => void;
}

/** Adds what one `-i` names: a file of any kind, a program, a folder of these, or hosts with commas between. */
export function readSource(path: string, reading: Reading): void {
  const kind = kindOfPath(path);
  if (kind === 'directory') readFolder(path, reading);
  else if (kind === 'file') attempt(path, reading, () => readFile(path, reading));
  else if (path.includes(',')) {
    attempt(path, reading, () => readHostList(path, reading.tree, reading.problems));
  } else {
    reportMissing(path, reading, {
      summary: `no inventory at ${path}`,
      detail: 'There is no such file or directory.',
      fix: 'Check the path, or write a first inventory with: havip-deploy init',
    });
  }
}

/** Reads one source; what keeps it from being read is noted under its path. */
function attempt(path: string, reading: Reading, read: () => void): void {
  const { problems, complete, readable, failed } = reading;
  if (reading.passedOver.has(path)) return;
  const before = problems.count;
  reading.complete = true;
  read();
  const found = problems.since(before);
  if (reading.complete && found.length === 0) readable.add(path);
  else failed.set(path, found);
  reading.complete &&= complete;
}

function reportMissing(path: string, reading: Reading, said: Omit<Problem, 'code'>): void {
  attempt(path, reading, () => reading.problems.push({ code: 'inventory.missing-file', ...said }));
}

function readFolder(folder: string, reading: Reading): void {
  const { sources, skipped } = sourcesIn(folder, reading.problems);
  for (const path of skipped) reportSkipped(path, reading.problems);
  for (const source of sources) readSource(source, reading);
  if (sources.length > 0) return;
  reportMissing(folder, reading, {
    summary: `no inventory in ${folder}`,
    detail: skipped.length === 0 ? 'The directory is empty.' : SKIPPED_ENDINGS,
    fix: 'Name the inventory file itself, or put one there.',
  });
}

function reportSkipped(path: string, problems: ProblemList): void {
  problems.warn(wholeFile(path), {
    name: 'skipped-file',
    summary: `${path} is not read`,
    detail: SKIPPED_ENDINGS,
    fix: 'Rename it if it is an inventory, or name it with an -i of its own.',
  });
}

/** The place of what is about a file as a whole. */
function wholeFile(path: string): Spot {
  return { source: { path, lines: countLines(''), anchors: new Map() }, node: null };
}

const SKIPPED_ENDINGS =
  'As in Ansible, files in a folder that end in .ini, .cfg, .md, .txt, .bak and the like are passed over.';

function readFile(path: string, reading: Reading): void {
  const { tree, problems } = reading;
  if (isProgram(path) && canRun(path)) {
    if (!readProgram(path, tree, problems)) reading.complete = false;
    return;
  }
  if (MODULE_EXTENSIONS.includes(extname(path))) {
    problems.add(wholeFile(path), isModule(path));
    reading.complete = false;
    return;
  }
  const text = openText(path, reading);
  const sealed = text === undefined ? undefined : sealedWhole(path, text);
  if (sealed !== undefined) problems.add(wholeFile(path), sealed);
  if (text === undefined || sealed !== undefined) reading.complete = false;
  else if (extname(path) === '.toml') readToml(path, text, tree, problems);
  else if (YAML_EXTENSIONS.includes(extname(path)) && mayBeYaml(text)) readYamlOrIni(path, text, reading);
  else readIni(path, text, tree, problems);
}

const MODULE_EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Read as INI, each of its lines would be wrong. */
function isModule(path: string): Finding {
  return {
    name: 'no-inventory',
    summary: `${path} is a module, and no inventory`,
    detail: 'A playbook, as a rule; one that is a program which prints an inventory has to be executable.',
    fix: `Run a playbook with: havip-deploy run ${path} -i INVENTORY. What it would do is shown with --check, and kept with --check --out FILE.`,
  };
}

/** A file's text, opened where it is encrypted. */
function openText(path: string, { opener, problems }: Reading): string | undefined {
  const text = readText(path, problems);
  if (text === undefined || !isVault(text)) return text;
  problems.begin(path);
  const opened = opener.open(text, 'the file');
  if ('text' in opened) return opened.text;
  problems.add(wholeFile(path), opened.finding);
  return undefined;
}

/** As in Ansible, what is no YAML inventory may still be an INI one. */
function readYamlOrIni(path: string, text: string, reading: Reading): void {
  const { tree, problems } = reading;
  const found = new ProblemList();
  const document = parseYaml(path, text, found);
  const usable = document !== undefined && isInventory(document);
  if (!usable && readsAsIni(path, text)) {
    readIni(path, text, tree, problems);
    return;
  }
  problems.adopt(found);
  if (document !== undefined) sealSops(document, reading.sops);
  if (document === undefined) reading.complete = false;
  else if (extname(path).startsWith('.y') && CONSTRUCTED.test(pluginOf(document) ?? ''))
    readConstructed(document, reading);
  else if (extname(path).startsWith('.y') && isCloudSource(document)) readCloud(document, reading);
  else readGroups(document, tree, problems);
}

/** The machines of a cloud, with groups and variables made of what it says of them. */
function readCloud(document: SourceDocument, reading: Reading): void {
  const { tree, problems, opener, clouds, region } = reading;
  const names = addMachines(document, { answers: clouds, region, tree, problems });
  const options = readOptions(document, problems);
  if (names !== undefined && options !== undefined) construct(options, tree, opener, problems, names);
}

/** As in Ansible, it sees what the sources before it have said. */
function readConstructed(document: SourceDocument, reading: Reading): void {
  const { tree, problems, opener } = reading;
  const options = readOptions(document, problems);
  if (options === undefined) return;
  if (options.folders) reading.readVariables();
  construct(options, tree, opener, problems);
}

const CONSTRUCTED = /^(?:ansible\.builtin\.|ansible\.legacy\.)?constructed$/;

const FIRST_WORDS = /^[ \t]*(?![#;\s])(.*)$/m;

/** Whether the first line that says something can begin a mapping: `[web]` and `web1 a=b` cannot. */
function mayBeYaml(text: string): boolean {
  const [, line = ''] = FIRST_WORDS.exec(text) ?? [];
  return /^(?:---|%|\{|\?|- |[&!*'"])|:(?:\s|$)/.test(line);
}

function isInventory({ source, root }: SourceDocument): boolean {
  return isMap(resolveAlias(source, root)) || (isScalar(root) && root.value === null);
}

function readsAsIni(path: string, text: string): boolean {
  const failed = new ProblemList();
  readIni(path, text, emptyTree(), failed);
  return failed.isEmpty;
}
