import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Playbook } from '../playbook/api.ts';

/** Names under which a playbook may import the public API. */
const API_NAME = 'havip-deploy';

/** Loads a playbook that is TypeScript or JavaScript and exports one by default. */
export async function loadPlaybook(path: string): Promise<Outcome<Playbook>> {
  const file = resolve(path);
  try {
    await access(file);
  } catch {
    return failure({
      code: 'playbook.not-found',
      summary: `playbook ${path} cannot be read`,
      fix: 'Give the path of a TypeScript or JavaScript file.',
    });
  }
  const { createJiti } = await import('jiti');
  const api = fileURLToPath(new URL('../playbook/index.js', import.meta.url));
  const load = createJiti(pathToFileURL(file).href, { alias: { [API_NAME]: api }, interopDefault: true });
  try {
    const exported: unknown = await load.import(file, { default: true });
    return isPlaybook(exported) ? success(exported) : failure(notPlaybook(path));
  } catch (error) {
    return failure(unusable(path, error));
  }
}

function isPlaybook(value: unknown): value is Playbook {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'plays' in value &&
    Array.isArray(value.plays) &&
    value.plays.every((play: unknown) => typeof play === 'object' && play !== null && 'kind' in play)
  );
}

function notPlaybook(path: string) {
  return {
    code: 'playbook.no-default-export',
    summary: `${path} does not export a playbook`,
    fix: "End it with `export default playbook({ name: '…', plays: [play({ … })] })`, both imported from 'havip-deploy'.",
  } as const;
}

/** The first stack line inside the file is where the mistake is. */
function unusable(path: string, error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const escaped = resolve(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const at = new RegExp(`${escaped}:(\\d+):(\\d+)`).exec(`${stack}\n${message}`);
  return {
    code: 'playbook.invalid',
    summary: `${path} cannot be loaded`,
    detail: message.split('\n')[0] ?? message,
    fix: 'Correct the file; `npx tsc --noEmit` names every type error in it.',
    ...(at === null ? {} : { source: { file: path, line: Number(at[1]), column: Number(at[2]) } }),
  } as const;
}
