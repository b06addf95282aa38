import { isUtf8 } from 'node:buffer';
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { isRegularFile, readNamedFile } from '../../core/read-named-file.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { ProblemList } from '../problem-list.ts';

// Synchronous throughout: a few small files, and several times faster than a trip to the thread pool for each.

export const YAML_EXTENSIONS: readonly string[] = ['', '.yml', '.yaml', '.json'];
/** What Ansible passes over in a folder of inventories. */
const SKIPPED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:~|\.(?:orig|ini|cfg|retry|pyc|pyo|swp|bak|rpm|md|txt|rst))$/;

type Kind = 'file' | 'directory' | undefined;

/** What is there; what cannot even be looked at counts as a file, so that reading it says why. */
export function kindOfPath(path: string): Kind {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'file';
  }
}

function namesIn(folder: string, problems: ProblemList): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    reportUnreadable(folder, messageOf(error), problems);
    return [];
  }
}

function reportUnreadable(path: string, detail: string, problems: ProblemList): void {
  problems.push({
    code: 'inventory.unreadable',
    summary: `cannot read ${path}`,
    detail,
    fix: 'Give a path that this user may read.',
  });
}

/** What a folder of inventories holds: what is to be read, in order, and what Ansible passes over. */
export function sourcesIn(
  folder: string,
  problems: ProblemList,
): { readonly sources: readonly string[]; readonly skipped: readonly string[] } {
  const names = namesIn(folder, problems);
  const paths = (wanted: boolean) =>
    names.filter((name) => SKIPPED.test(name) !== wanted).map((name) => join(folder, name));
  // Hidden files, and the folders with variables, are what nobody expects to be an inventory.
  const skipped = paths(false).filter(
    (path) => !/\/(?:\.[^/]*|(?:group|host)_vars|vars_plugins)$/.test(path),
  );
  return { sources: paths(true), skipped };
}

/** Whether Ansible would run the file: it may be executed, or it begins with `#!`. */
export function isProgram(path: string): boolean {
  if (!isRegularFile(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not executable: its first bytes decide.
  }
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const start = Buffer.alloc(2);
    return readSync(file, start, 0, 2, 0) === 2 && start.toString('latin1') === '#!';
  } catch {
    // Reading it as text will say why it cannot be read.
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whether the kernel can run the file. Node would give any other text to a shell, line by line. */
export function canRun(path: string): boolean {
  try {
    const start = readFileSync(path).subarray(0, 4).toString('latin1');
    return start.startsWith('#!') || start === '\x7fELF';
  } catch {
    return false;
  }
}

/** A file's text; undefined, with a problem, when it cannot be read as UTF-8. */
export function readText(path: string, problems: ProblemList): string | undefined {
  try {
    const bytes = readNamedFile(path);
    if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\ufeff/, '');
    problems.push({
      code: 'inventory.encoding',
      summary: `${path} is not UTF-8 text`,
      fix: `Convert it: iconv -f LATIN1 -t UTF-8 ${path}`,
    });
  } catch (error) {
    reportUnreadable(path, messageOf(error), problems);
  }
  return undefined;
}

/** The names in `group_vars/` or `host_vars/`; none where the folder is missing. */
export function listFolder(folder: string, problems: ProblemList): ReadonlySet<string> {
  return new Set(kindOfPath(folder) === 'directory' ? namesIn(folder, problems) : []);
}

/** Files that SOPS has encrypted, which by their names Ansible itself would not look for. */
const SOPS_FILES = /\.sops\.(?:ya?ml|json|env|ini)$/;

/**
 * Files with the variables of one group or host: `NAME` (file or directory), else the first `NAME.yml`…; then
 * `NAME.sops.yaml` and the like.
 */
export function findVariableFiles(
  folder: string,
  present: ReadonlySet<string>,
  name: string,
  problems: ProblemList,
): readonly string[] {
  const extension = YAML_EXTENSIONS.find((candidate) => present.has(`${name}${candidate}`));
  const sops = SOPS_ENDINGS.map((ending) => `${name}${ending}`).filter((each) => present.has(each));
  const path = extension === undefined ? undefined : join(folder, `${name}${extension}`);
  const inFolder = path !== undefined && kindOfPath(path) === 'directory';
  const plain = path === undefined ? [] : inFolder ? filesBelow(path, problems) : [path];
  return [...plain, ...sops.map((each) => join(folder, each))];
}

const SOPS_ENDINGS = ['yaml', 'yml', 'json', 'env', 'ini'].map((each) => `.sops.${each}`);

function filesBelow(folder: string, problems: ProblemList): string[] {
  const found: string[] = [];
  for (const name of namesIn(folder, problems)) {
    if (name.startsWith('.') || name.endsWith('~')) continue;
    const path = join(folder, name);
    const kind = kindOfPath(path);
    if (kind === 'directory' && extname(name) === '') found.push(...filesBelow(path, problems));
    else if (kind === 'file' && (YAML_EXTENSIONS.includes(extname(name)) || SOPS_FILES.test(name)))
      found.push(path);
  }
  return found;
}
