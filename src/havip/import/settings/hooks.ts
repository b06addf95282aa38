import { commandLine } from '../../../core/shell.ts';
import { last } from '../../../keepalived/settings.ts';
import { commandWords } from '../../../keepalived/view.ts';
import { HOOK_STATES } from '../../settings/parts/hook-schema.ts';
import type { FoundCluster } from '../found.ts';

/** The programs of `notify_master` and its like, which run as hooks; those of other users have no words. */
export function hooks({ members: [{ node, instance }] }: FoundCluster): Readonly<Record<string, unknown>> {
  const user = last(node.view.globals, 'script_user')?.words[1]?.text ?? 'root';
  return Object.fromEntries(
    HOOK_STATES.flatMap((state): [string, unknown][] => {
      const found = last(instance.body, `notify_${state}`);
      const [, line, own] = found?.words ?? [];
      const words = commandWords(line?.text ?? '');
      if (words[0]?.startsWith('/') !== true || (own?.text ?? user) !== 'root') return [];
      return [[state, commandLine(...words)]];
    }),
  );
}
