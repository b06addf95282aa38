import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Playbook } from '../../api/types.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Place, Problem } from '../../core/problem.ts';
import type { UserCode } from '../../core/user-code/user-code.ts';
import { type ImportedName, importedNames, unknownImports } from '../user-code/imported-names.ts';
import { loadFailure } from '../user-code/load-failure.ts';
import { placeOf, playbookCode } from '../user-code/playbook-code.ts';
import { SourcePositions } from '../user-code/source-positions.ts';

/** The name under which a playbook imports the public API. */
const API_NAME = 'havip-deploy';

/** A playbook that waits for something as it is loaded, and for longer, waits for ever. */
const LIMIT_MS = 60_000;

/** A playbook, and how the code that came with it is called. */
export interface LoadedPlaybook {
  readonly playbook: Playbook;
  readonly userCode: UserCode;
  /** The text of each file that it was made of, in the order of their names. */
  readonly code: readonly string[];
  /** Where they lie. */
  readonly codePaths: readonly string[];
}

/** Loads a playbook that is TypeScript or JavaScript and exports one by default. */
export async function loadPlaybook(path: string): Promise<Outcome<LoadedPlaybook>> {
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
  const [{ checkPlaybook }, { HAVIP_PLAYS }, { load, positions, wrongImports, codeOf, pathsOf }] =
    await Promise.all([
      import('../../api/check-playbook.ts'),
      import('../../havip/play-shapes.ts'),
      createLoader(file),
    ]);
  positions.translateStacks();
  const over = new AbortController();
  try {
    const exported = await Promise.race([load(), endless(over.signal)]);
    const wrong = wrongImports();
    if (exported === ENDLESS) return failure(...wrong, neverLoaded(path));
    // What is undefined for that reason would only be told once more.
    if (wrong.length > 0) return failure(...wrong);
    const playbook = checkPlaybook(exported, path, HAVIP_PLAYS, whereExported(file, path));
    if (!playbook.ok) return playbook;
    return success({
      playbook: playbook.value,
      userCode: playbookCode(positions),
      code: codeOf(),
      codePaths: pathsOf(),
    });
  } catch (error) {
    const wrong = wrongImports();
    return failure(...(wrong.length > 0 ? wrong : [loadFailure(path, error, positions)]));
  } finally {
    over.abort();
  }
}

/** What translates and runs the file and what it imports, and what is known of those afterwards. */
async function createLoader(file: string) {
  const [{ createJiti }, api, keepalived] = await Promise.all([
    import('jiti'),
    import('../../index.ts'),
    import('../../../roles/keepalived/index.ts'),
  ]);
  const virtual: Readonly<Record<string, object>> = {
    [API_NAME]: api,
    [`${API_NAME}/roles/keepalived`]: keepalived,
  };
  const positions = new SourcePositions();
  const names: ImportedName[] = [];
  const sources = new Map<string, string>();
  const translator = createJiti(pathToFileURL(file).href, { fsCache: false, sourceMaps: true });
  // No cache: it would lie in a folder for temporary files, where other users could write too.
  const loader = createJiti(pathToFileURL(file).href, {
    virtualModules: { ...virtual },
    fsCache: false,
    sourceMaps: true,
    transform: (options) => {
      const code = translator.transform(options);
      if (options.filename !== undefined) {
        positions.add(options.filename, code);
        sources.set(options.filename, options.source);
        names.push(...importedNames(options.filename, code));
      }
      return { code };
    },
  });
  const exportsOf = (specifier: string, from: string): readonly string[] | undefined => {
    const given = virtual[specifier];
    if (given !== undefined) return Object.keys(given);
    if (!specifier.startsWith('.')) return undefined;
    const found = loader.esmResolve(specifier, { parentURL: from, try: true });
    const module = found?.startsWith('file:') ? loader.cache[fileURLToPath(found)] : undefined;
    const exported: unknown = module?.loaded === true ? module.exports : undefined;
    return typeof exported === 'object' && exported !== null ? Object.keys(exported) : undefined;
  };
  return {
    positions,
    load: () => loader.import(file, { default: true }),
    codeOf: () => [...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source),
    pathsOf: () => [file, ...sources.keys()],
    wrongImports: () => unknownImports(names, exportsOf, positions),
  };
}

const ENDLESS = Symbol('endless');

/** Also keeps the process alive: one that only waits for what never comes would end, and seem well. */
function endless(signal: AbortSignal): Promise<typeof ENDLESS> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(ENDLESS), LIMIT_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/** Where the file exports what it does, or its beginning. */
function whereExported(file: string, path: string): Place {
  return { line: 1, column: 1, ...placeOf(file, 'export default'), file: path };
}

function notScript(path: string): Problem {
  return {
    code: 'playbook.not-typescript',
    summary: `${path} is no TypeScript or JavaScript file`,
    detail: 'A playbook is a module that exports one: a file whose name ends in .ts, .js, .mts or .mjs.',
    fix: 'Give the path of the playbook first; the inventory follows -i.',
  };
}

function neverLoaded(path: string): Problem {
  return {
    code: 'playbook.endless',
    summary: `${path} is not loaded after ${LIMIT_MS / 1000} s`,
    detail: 'It awaits something that does not come.',
    fix: 'Look at each `await` outside of functions.',
    source: { file: path, line: 1, column: 1 },
  };
}
