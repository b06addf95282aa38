import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { ProblemList } from '../problem-list.ts';

// Synchronous throughout: a few small files, and several times faster than a trip to the thread pool for each.

const EXTENSIONS = ['', '.yml', '.yaml', '.json'];
const SKIPPED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:~|\.(?:orig|ini|cfg|retry|pyc|pyo|swp|bak|rpm|md|txt|rst))$/;

type Kind = 'file' | 'directory' | undefined;

/** What is there; what cannot even be looked at counts as a file, so that reading it says why. */
function kindOfPath(path: string): Kind {
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function reportUnreadable(path: string, detail: string, problems: ProblemList): void {
  problems.push({
    code: 'inventory.unreadable',
    summary: `cannot read ${path}`,
    detail,
    fix: 'Give a path that this user may read.',
  });
}

/** The inventory files that a path stands for, and the folder whose `group_vars/` and `host_vars/` count. */
export function findInventory(
  path: string,
  problems: ProblemList,
): { readonly files: readonly string[]; readonly folder: string } {
  const kind = kindOfPath(path);
  if (kind === 'file') return { files: [path], folder: dirname(path) };
  if (kind === undefined) {
    problems.push({
      code: 'inventory.missing-file',
      summary: `no inventory at ${path}`,
      detail: 'There is no such file or directory.',
      fix: 'Check the path, or write a first inventory with: havip-deploy init',
    });
    return { files: [], folder: path };
  }
  const names = namesIn(path, problems).filter(
    (name) => !SKIPPED.test(name) && EXTENSIONS.includes(extname(name)),
  );
  if (names.length === 0) {
    problems.push({
      code: 'inventory.missing-file',
      summary: `no inventory in ${path}`,
      detail: 'The directory holds no file that ends in .yml, .yaml, .json or has no extension.',
      fix: 'Name the inventory file itself, or put one there.',
    });
  }
  return { files: names.map((name) => join(path, name)), folder: path };
}

/** A file's text; undefined, with a problem, when it cannot be read as UTF-8. */
export function readText(path: string, problems: ProblemList): string | undefined {
  try {
    const bytes = readFileSync(path);
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

/** Files with the variables of one group or host: `NAME` (file or directory), else the first `NAME.yml`…. */
export function findVariableFiles(
  folder: string,
  present: ReadonlySet<string>,
  name: string,
  problems: ProblemList,
): readonly string[] {
  const extension = EXTENSIONS.find((candidate) => present.has(`${name}${candidate}`));
  if (extension === undefined) return [];
  const path = join(folder, `${name}${extension}`);
  return kindOfPath(path) === 'directory' ? filesBelow(path, problems) : [path];
}

function filesBelow(folder: string, problems: ProblemList): string[] {
  const found: string[] = [];
  for (const name of namesIn(folder, problems)) {
    if (name.startsWith('.') || name.endsWith('~')) continue;
    const path = join(folder, name);
    const kind = kindOfPath(path);
    if (kind === 'directory' && extname(name) === '') found.push(...filesBelow(path, problems));
    else if (kind === 'file' && EXTENSIONS.includes(extname(name))) found.push(path);
  }
  return found;
}
