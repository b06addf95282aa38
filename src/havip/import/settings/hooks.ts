import { commandLine } from '../../../core/shell.ts';
import { scriptUser } from '../../../keepalived/script-user.ts';
import { last } from '../../../keepalived/settings.ts';
import { groupsLedBy } from '../../../keepalived/sync-group.ts';
import type { ConfigNode } from '../../../keepalived/syntax.ts';
import { commandWords } from '../../../keepalived/view.ts';
import { HOOK_STATES } from '../../settings/parts/hook-schema.ts';
import { OWN_NOTIFY } from '../../takeover/losses/instance-losses.ts';
import type { FoundCluster, FoundMember } from '../found.ts';

type State = (typeof HOOK_STATES)[number];

/** A block that names programs, and what `notify` is told of it. */
interface Notifier {
  readonly body: readonly ConfigNode[];
  readonly about: readonly [kind: string, name: string];
  readonly priority: number;
}

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
  const { body } = ofInstance(member);
  return HOOK_STATES.filter((state) => programOf(member, body, `notify_${state}`) !== undefined);
}

/** A hook is one program: where keepalived would run several at a change, a shell runs one after the other. */
function commandOf(member: FoundMember, state: State): readonly string[] | undefined {
  const all = [ofInstance(member), ...ofGroup(member)].flatMap((each) => ofNotifier(member, each, state));
  const [only] = all;
  return all.length < 2 ? only : ['/bin/sh', '-c', all.map((words) => commandLine(...words)).join('; ')];
}

function ofNotifier(
  member: FoundMember,
  { body, about, priority }: Notifier,
  state: State,
): readonly (readonly string[])[] {
  const own = programOf(member, body, `notify_${state}`);
  const any = programOf(member, body, 'notify');
  return [
    ...(own === undefined ? [] : [own]),
    ...(any === undefined ? [] : [[...any, ...about, state.toUpperCase(), String(priority)]]),
  ];
}

function ofInstance({ instance, speaker }: FoundMember): Notifier {
  return { body: instance.body, about: ['INSTANCE', instance.name], priority: speaker.priority };
}

/** Of the sync group whose first member it is: what moves together has one hook. */
function ofGroup({ node, instance }: FoundMember): readonly Notifier[] {
  return groupsLedBy(instance.name, node.config.nodes).map(({ words: [, name], children }) => ({
    body: children ?? [],
    about: ['GROUP', name?.text ?? ''],
    priority: 0,
  }));
}

function programOf(
  { node }: FoundMember,
  body: readonly ConfigNode[],
  keyword: string,
): readonly string[] | undefined {
  const [, line, own] = last(body, keyword)?.words ?? [];
  const words = commandWords(line?.text ?? '');
  const [program = ''] = words;
  const user = own ?? scriptUser(node.view.globals)[0];
  const isOthers = user !== undefined && user.text !== 'root';
  if (program === OWN_NOTIFY || !program.startsWith('/') || isOthers) return undefined;
  return words;
}
