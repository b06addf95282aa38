import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Playbook } from '../api/types.ts';
import { failure, type Outcome } from '../core/outcome.ts';
import type { Place, Problem } from '../core/problem.ts';

/** The name under which a playbook imports the public API. */
const API_NAME = 'havip-deploy';

/** Loads a playbook that is TypeScript or JavaScript and exports one by default. */
export async function loadPlaybook(path: string): Promise<Outcome<Playbook>> {
  const file = resolve(path);
  if (!/\.[cm]?[jt]s$/.test(file)) return failure(notScript(path));
  try {
    await access(file);
  } catch {
    return failure({
      code: 'playbook.not-found',
      summary: `no playbook at ${path}`,
      detail: 'There is no such file, or it may not be read.',
      fix: 'Give the path of a TypeScript or JavaScript file.',
    });
  }
  const [{ createJiti }, api, keepalived, { checkPlaybook }, { HAVIP_PLAYS }] = await Promise.all([
    import('jiti'),
    import('../index.ts'),
    import('../../roles/keepalived/index.ts'),
    import('../api/check-playbook.ts'),
    import('../havip/play-shapes.ts'),
  ]);
  // No cache: it would lie in a folder for temporary files, where other users could write too.
  const loader = createJiti(pathToFileURL(file).href, {
    virtualModules: { [API_NAME]: api, [`${API_NAME}/roles/keepalived`]: keepalived },
    fsCache: false,
    sourceMaps: true,
  });
  process.setSourceMapsEnabled(true);
  try {
    return checkPlaybook(await loader.import(file, { default: true }), path, HAVIP_PLAYS);
  } catch (error) {
    return failure(await unusable(path, error));
  } finally {
    process.setSourceMapsEnabled(false);
  }
}

function notScript(path: string): Problem {
  return {
    code: 'playbook.not-typescript',
    summary: `${path} is no TypeScript or JavaScript file`,
    detail: 'A playbook is a module that exports one: a file whose name ends in .ts, .js, .mts or .mjs.',
    fix: 'Give the path of the playbook first; the inventory follows -i.',
  };
}

/** The first stack line inside the file is where the mistake is. */
async function unusable(path: string, error: unknown): Promise<Problem> {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const escaped = resolve(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const at = new RegExp(`${escaped}:(\\d+):(\\d+)`).exec(`${stack}\n${message}`);
  const [first = message] = message.split('\n');
  return {
    code: 'playbook.invalid',
    summary: `${path} cannot be loaded`,
    // The loader's own name for an imported one is nothing that stands in the file.
    detail: first.replaceAll(/\(0 , _\w+\.(\w+)\)/g, '$1'),
    fix: 'Correct the file; `npx tsc --noEmit` names every type error in it.',
    ...(at === null ? {} : { source: await placeIn(path, Number(at[1]), Number(at[2])) }),
  };
}

/** A column beyond its line is one of the translated program, and says nothing. */
async function placeIn(path: string, line: number, column: number): Promise<Place> {
  const text = (await readFile(path, 'utf8')).split('\n')[line - 1] ?? '';
  return { file: path, line, column: column > text.length + 1 ? 1 : Math.max(1, column) };
}
