import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Outcome } from '../../src/core/outcome.ts';
import { formatPlace, type Problem } from '../../src/core/problem.ts';
import { type Inventory, loadInventory, type Variables } from '../../src/inventory/index.ts';

/** Writes files below a new temporary folder, gives its path to `use`, and removes it. */
export async function withFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'inventory-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** As `lint` loads it: whatever is wrong with any host counts. */
export async function load(
  path: string | readonly string[],
  extraVars: Variables = {},
): Promise<Outcome<Inventory>> {
  const loaded = await loadInventory({ path, extraVars, homeDirectory: '/home/me', localUser: 'me' });
  const problems = loaded.ok ? loaded.value.problemsOf() : [];
  return problems.length === 0 ? loaded : { ok: false, problems };
}

/** Loads an inventory from a text, or from several files of which `inventory.yaml` is the first. */
export function loadText(
  files: string | Readonly<Record<string, string | Uint8Array>>,
  extraVars: Variables = {},
): Promise<Outcome<Inventory>> {
  const all = typeof files === 'string' ? { 'inventory.yaml': files } : files;
  return withFolder(all, async (folder) => {
    const outcome = await load(join(folder, 'inventory.yaml'), extraVars);
    return outcome.ok
      ? outcome
      : { ok: false, problems: outcome.problems.map((each) => relative(each, folder)) };
  });
}

/** What is passed over in an inventory with a warning, as `tell` writes it. */
export function warningsOf(files: string | Readonly<Record<string, string>>): Promise<readonly string[]> {
  const all = typeof files === 'string' ? { 'inventory.yaml': files } : files;
  return withFolder(all, async (folder) => {
    const found: Problem[] = [];
    const path = 'inventory.yaml' in all ? join(folder, 'inventory.yaml') : folder;
    const warn = (warnings: readonly Problem[]) => found.push(...warnings);
    await loadInventory({ path, warn, homeDirectory: '/home/me', localUser: 'me' });
    return tell(found.map((each) => relative(each, folder)));
  });
}

/** The inventory, or a failed test that shows the problems. */
export async function loaded(
  files: string | Readonly<Record<string, string>>,
  extraVars: Variables = {},
): Promise<Inventory> {
  const outcome = await loadText(files, extraVars);
  if (outcome.ok) return outcome.value;
  throw new Error(tell(outcome.problems).join('\n'));
}

/** `file:line:column code: summary` of every problem. */
export async function problemsOf(
  files: string | Readonly<Record<string, string | Uint8Array>>,
  extraVars: Variables = {},
): Promise<string[]> {
  const outcome = await loadText(files, extraVars);
  return outcome.ok ? [] : tell(outcome.problems);
}

export function tell(problems: readonly Problem[]): string[] {
  return problems.map(({ source, code, summary }) =>
    `${source === undefined ? '' : formatPlace(source)} ${code}: ${summary}`.trim(),
  );
}

function relative(problem: Problem, folder: string): Problem {
  const bare = (text: string): string => text.replaceAll(`${folder}/`, '');
  return {
    ...problem,
    summary: bare(problem.summary),
    ...(problem.detail === undefined ? {} : { detail: bare(problem.detail) }),
    ...(problem.source === undefined
      ? {}
      : { source: { ...problem.source, file: bare(problem.source.file) } }),
  };
}

/** A sound pair; settings of `havip` beside the required ones, already indented by ten. */
export function pair(settings = ''): string {
  return `all:
  children:
    web:
      vars:
        havip:
          address: 172.16.16.12
          virtual_router_id: 51
${settings === '' ? '' : `          ${settings.trim()}\n`}      hosts:
        n1: { ansible_host: 172.16.16.5, havip_role: primary }
        n2: { ansible_host: 172.16.16.6, havip_role: secondary }
    witnesses:
      hosts:
        probe: { ansible_host: 172.16.16.9 }
`;
}
