import {
  type Cluster,
  type Fact,
  file,
  fileAbsent,
  HOOK_QUEUE,
  instanceOf,
  quote,
  type Resource,
  type TaskContext,
  template,
  WEBHOOK_QUEUE,
} from 'havip-deploy';
import { HOOKS_PATH, HOOKS_UNIT_PATH, hookPath, WEBHOOKS_PATH, WEBHOOKS_UNIT_PATH } from '../paths.ts';
import type { KeepalivedVars } from '../vars.ts';
import { type HookFile, toldOf, webhookFiles } from './webhooks.ts';

const hooksTemplate = template(new URL('../templates/hooks.sh.hbs', import.meta.url));
const unitTemplate = template(new URL('../templates/hooks.service.hbs', import.meta.url));

/** Everything that hooks and webhooks of a node's clusters need on it; nothing without them. */
export function hookFiles(clusters: readonly Cluster[], node: string): readonly HookFile[] {
  const told = clusters.filter(({ havip }) => havip.hooks.length + havip.webhooks.length > 0);
  if (told.length === 0) return [];
  const hooks = told.flatMap((cluster) => cluster.havip.hooks.map((hook) => ({ cluster, hook })));
  const text = hooksTemplate({
    queue: HOOK_QUEUE,
    several: clusters.length > 1,
    names: told.map((cluster) => `"INSTANCE ${instanceOf(cluster)}"`).join(' | '),
    webhooks: told.flatMap(toldOf),
    webhook_queue: WEBHOOK_QUEUE,
    hooks: hooks.map(({ cluster, hook: { state, script, timeout } }) => ({
      instance: instanceOf(cluster),
      cluster: cluster.name.replaceAll("'", "'\\''"),
      address_list: cluster.havip.addresses.join(' '),
      state: state.toUpperCase(),
      timeout: timeout / 1000,
      // By a shell, as a person would have it who tries the line by hand.
      command: script === undefined ? hookPath(state, cluster.instance) : `sh -c ${quote(script)}`,
    })),
  });
  return [
    { path: HOOKS_PATH, text, mode: '0755', name: 'hooks' },
    ...hooks.flatMap(({ cluster, hook }) => sentFile(cluster, hook)),
    ...(hooks.length === 0
      ? []
      : [{ path: HOOKS_UNIT_PATH, text: unitTemplate({}), mode: '0644', name: 'unit of the hooks' }]),
    ...webhookFiles(told, node),
  ];
}

function sentFile(
  { name, instance }: Cluster,
  { state, content }: Cluster['havip']['hooks'][number],
): readonly HookFile[] {
  if (content === undefined) return [];
  const of = instance === undefined ? '' : ` of ${name}`;
  return [{ path: hookPath(state, instance), text: content, mode: '0755', name: `hook for ${state}${of}` }];
}

/** Files of hooks that are there; the names are ours alone. */
export const hookFilesFact: Fact<readonly string[]> = {
  id: 'keepalived-hook-files',
  plain: true,
  program: `for path in ${HOOKS_PATH} ${HOOKS_PATH.slice(0, -1)}-* ${HOOKS_UNIT_PATH} ${HOOK_QUEUE}/* ${WEBHOOKS_PATH} ${WEBHOOKS_UNIT_PATH} ${WEBHOOK_QUEUE}/*/*; do [ ! -f "$path" ] || echo "$path"; done`,
  parse: (output) => output.split('\n').filter((path) => /^\/[\w@./-]+$/.test(path)),
};

const UNITS: ReadonlySet<string> = new Set([HOOKS_UNIT_PATH, WEBHOOKS_UNIT_PATH]);

/** Before keepalived is to run them. */
export function hookResources(files: readonly HookFile[]): Resource[] {
  return files.map(({ path, text, mode, name }) =>
    file({
      ...{ path, content: text, mode, name, tags: ['config'] },
      ...(path === WEBHOOKS_PATH && { secretAfter: /^\s*(?:url|secret)='/ }),
      ...(UNITS.has(path) && {
        notify: { service: 'keepalived', action: 'daemon-reload' as const },
      }),
    }),
  );
}

/** What settings of before have left. */
export function formerHooks(
  files: readonly HookFile[],
  { facts }: Pick<TaskContext<KeepalivedVars>, 'facts'>,
): Resource[] {
  const named = new Set(files.map(({ path }) => path));
  return (facts.ifRead(hookFilesFact) ?? [])
    .filter((path) => !named.has(path) && !queued(path, files) && !(files.length > 0 && isOfQueue(path)))
    .map((path) =>
      fileAbsent({
        ...{ path, name: `hooks, ${path.split('/').at(-1)}`, tags: ['config'] },
        ...(UNITS.has(path) ? { after: 'systemctl daemon-reload' } : { emptyFolder: true }),
      }),
    );
}

/** What the program of the hooks keeps while there are hooks: changes that wait, its lock, results. */
function isOfQueue(path: string): boolean {
  return path.startsWith(`${HOOK_QUEUE}/`);
}

/** In the queues of webhooks, while there are any. */
function queued(path: string, files: readonly HookFile[]): boolean {
  if (!path.startsWith(`${WEBHOOK_QUEUE}/`)) return false;
  const [name = ''] = path.slice(WEBHOOK_QUEUE.length + 1).split('/');
  return files.some((each) => each.path === WEBHOOKS_PATH && each.text.includes(`hook=${name} `));
}
