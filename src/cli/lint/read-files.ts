import { stat } from 'node:fs/promises';
import type { Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { ConfigText } from '../../keepalived/lint/files.ts';
import type { CommandContext } from '../context.ts';

/** The name under which standard input is shown. */
export const STDIN = '<stdin>';

/** What is wrong with a file that is no configuration, and what is passed over in it. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Loads and checks a file that is no configuration. */
export type CheckFile = (path: string) => Promise<Checked>;

export interface Checks {
  readonly inventory: CheckFile;
  readonly playbook: CheckFile;
}

/** A problem with a file that is no configuration, and the file as it was named. */
export interface FileProblem {
  readonly file: string;
  readonly problem: Problem;
  readonly severity?: 'error' | 'warning';
}

export interface ReadFiles {
  /** As they are shown, each once. */
  readonly files: readonly string[];
  readonly configs: readonly ConfigText[];
  readonly problems: readonly FileProblem[];
}

const PLAYBOOK = /\.[cm]?[jt]s$/i;
const INVENTORY = /\.(?:ya?ml|json|ini|toml)$/i;

/** The text of a configuration; undefined where it is an inventory. Read once: what a shell gives in a pipe is gone then. */
async function configurationIn(path: string): Promise<string | undefined> {
  if (INVENTORY.test(path) || (await stat(path)).isDirectory()) return undefined;
  const text = readNamedFile(path).toString('utf8');
  return !/\.conf$/i.test(path) && looksLikeInventory(text) ? undefined : text;
}

/** A program, a section such as `[web:vars]`, a host with variables: keepalived.conf has none of these. */
function looksLikeInventory(text: string): boolean {
  return text.startsWith('#!') || /^\[[^\]\s]+\]|^[^\s#!{}]+[ \t]+ansible_\w+=/m.test(text);
}

/** The problem that a file cannot be read. */
export function unreadable(path: string, error: unknown): Problem {
  const reason = messageOf(error);
  return {
    code: 'usage.unreadable-file',
    summary: `cannot read ${path}`,
    detail: reason,
    fix: 'Give the path of a keepalived.conf, an inventory or a playbook that you may read',
  };
}

/** What one file is: a configuration, or what is wrong with it. */
async function readOne(
  file: string,
  checks: Checks,
  { readInput }: Pick<CommandContext, 'readInput'>,
): Promise<ConfigText | Checked> {
  if (file === STDIN) return { file, text: (await readInput()).toString('utf8') };
  if (PLAYBOOK.test(file)) return checks.playbook(file);
  const text = await configurationIn(file);
  return text === undefined ? checks.inventory(file) : { file, text };
}

/** Reads the configurations and checks the rest; each file that fails is a problem of its own. */
export async function readFiles(
  names: readonly string[],
  checks: Checks,
  context: Pick<CommandContext, 'readInput'>,
): Promise<ReadFiles> {
  const configs: ConfigText[] = [];
  const problems: FileProblem[] = [];
  const files = [...new Set(names)].map((name) => (name === '-' ? STDIN : name));
  for (const file of files) {
    try {
      const read = await readOne(file, checks, context);
      if ('text' in read) configs.push(read);
      else {
        problems.push(...read.problems.map((problem) => ({ file, problem })));
        problems.push(...read.warnings.map((problem) => ({ file, problem, severity: 'warning' as const })));
      }
    } catch (error) {
      problems.push({ file, problem: unreadable(file, error) });
    }
  }
  return { files, configs, problems };
}
