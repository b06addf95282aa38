import { commandLine } from '../../../core/shell.ts';
import { last } from '../../../keepalived/settings.ts';
import { commandWords } from '../../../keepalived/view.ts';
import { HOOK_STATES } from '../../settings/parts/hook-schema.ts';
import { OWN_NOTIFY } from '../../takeover/losses/instance-losses.ts';
import type { FoundCluster, FoundMember } from '../found.ts';

type State = (typeof HOOK_STATES)[number];

/** The programs that run as hooks: of `notify_master` and its like, and of `notify` with what it would be told. */
export function hooks({ members: [member] }: FoundCluster): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    HOOK_STATES.flatMap((state): [string, unknown][] => {
      const words = commandOf(member, state);
      return words === undefined ? [] : [[state, commandLine(...words)]];
    }),
  );
}

/** The changes of state whose own program is a hook; those of other users stay keepalived's. */
export function hookedStates({ members: [member] }: FoundCluster): readonly State[] {
  return HOOK_STATES.filter((state) => programOf(member, `notify_${state}`) !== undefined);
}

/** A hook is one program: where keepalived would run two at a change, the one for this change goes first. */
function commandOf(member: FoundMember, state: State): readonly string[] | undefined {
  const own = programOf(member, `notify_${state}`);
  if (own !== undefined) return own;
  const any = programOf(member, 'notify');
  if (any === undefined || last(member.instance.body, `notify_${state}`) !== undefined) return undefined;
  const { instance, speaker } = member;
  return [...any, 'INSTANCE', instance.name, state.toUpperCase(), String(speaker.priority)];
}

function programOf({ node, instance }: FoundMember, keyword: string): readonly string[] | undefined {
  const user = last(node.view.globals, 'script_user')?.words[1]?.text ?? 'root';
  const [, line, own] = last(instance.body, keyword)?.words ?? [];
  const words = commandWords(line?.text ?? '');
  const [program = ''] = words;
  if (program === OWN_NOTIFY || !program.startsWith('/') || (own?.text ?? user) !== 'root') return undefined;
  return words;
}
