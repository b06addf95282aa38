import { type Fact, file, fileAbsent, type Resource, type TaskContext } from 'havip-deploy';
import { CHECK_PATH, NOTIFY_PATH } from '../paths.ts';
import type { KeepalivedVars } from '../vars.ts';
import type { RenderedFiles } from './config.ts';

export const MARK = 'Managed by havip-deploy';

/** Scripts of checks that are there and ours, whatever settings they came from. */
export const checkScriptsFact: Fact<readonly string[]> = {
  id: 'keepalived-check-scripts',
  plain: true,
  // No process where there are none.
  program: `for path in ${CHECK_PATH} ${CHECK_PATH}-*; do
  [ ! -f "$path" ] || { grep -l '${MARK}' ${CHECK_PATH} ${CHECK_PATH}-*; break; }
done`,
  parse: (output) => output.split('\n').filter((path) => /^\/[\w./-]+$/.test(path)),
};

/** Scripts that the configuration names: `keepalived -t` looks for them, so they come first. */
export function scripts({ notify, checks }: RenderedFiles): Resource[] {
  const common = { mode: '0755', tags: ['config'] };
  return [
    file({ ...common, path: NOTIFY_PATH, content: notify, name: 'notify script' }),
    ...checks.map(({ path, text }) => file({ ...common, path, content: text, name: titleOf(path) })),
  ];
}

/** What settings of before have left, once nothing names it any more. */
export function formerScripts(
  { checks }: Pick<RenderedFiles, 'checks'>,
  { facts }: Pick<TaskContext<KeepalivedVars>, 'facts'>,
): Resource[] {
  const named = new Set(checks.map(({ path }) => path));
  return (facts.ifRead(checkScriptsFact) ?? [])
    .filter((path) => !named.has(path))
    .map((path) =>
      fileAbsent({ path, name: titleOf(path), mark: MARK, emptyFolder: true, tags: ['config'] }),
    );
}

function titleOf(path: string): string {
  const name = path.slice(CHECK_PATH.length + 1);
  return name === '' ? 'health check script' : `health check script ${name}`;
}
