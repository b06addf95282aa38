import { commandLine } from '../../../core/programs/shell.ts';
import { type ScriptUser, scriptUser, unlessRoot } from '../../../keepalived/daemon/script-user.ts';
import { last } from '../../../keepalived/meaning/settings.ts';
import { groupsLedBy } from '../../../keepalived/meaning/sync-group.ts';
import { commandWords } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import { HOOK_STATES } from '../../settings/parts/hooks/hook-schema.ts';
import { OWN_NOTIFY } from '../../takeover/losses/instance-losses.ts';
import type { FoundCluster, FoundMember } from '../found.ts';

type State = (typeof HOOK_STATES)[number];

/** A block that names programs, and what `notify` is told of it. */
interface Notifier {
  readonly body: readonly ConfigNode[];
  readonly about: readonly [kind: string, name: string];
  /** As a shell reads it that runs a hook. */
  readonly priority: string;
}

/** The programs that run as hooks: of `notify_master` and its like, and of `notify` with what it would be told. */
export function hooks({ members: [member] }: FoundCluster): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    HOOK_STATES.flatMap((state): [string, unknown][] => {
      const command = commandOf(member, state);
      return command === undefined ? [] : [[state, command]];
    }),
  );
}

/** The changes of state whose own program is a hook; those of other users stay keepalived's. */
export function hookedStates({ members: [member] }: FoundCluster): readonly State[] {
  const { body } = ofInstance(member);
  return HOOK_STATES.filter((state) => isHook(programOf(member, body, `notify_${state}`)));
}

/** A hook is one program: where keepalived would run several at a change, a shell runs one after the other. */
function commandOf(member: FoundMember, state: State): string | undefined {
  const own = programOf(member, ofInstance(member).body, `notify_${state}`);
  const all = [
    ...(own !== undefined && isHook(own) ? asHook(own) : []),
    ...ofAny(member, ofInstance(member), state),
    ...ofGroup(member).flatMap((group) => [
      ...asHook(programOf(member, group.body, `notify_${state}`)),
      ...ofAny(member, group, state),
    ]),
  ];
  const [only] = all;
  return all.length < 2 ? only : commandLine('/bin/sh', '-c', all.join('; '));
}

/** What `notify` runs at a change, with what keepalived would tell it. */
function ofAny(member: FoundMember, { body, about, priority }: Notifier, state: State): readonly string[] {
  const told = commandLine(...about, state.toUpperCase());
  return asHook(programOf(member, body, 'notify')).map((command) => `${command} ${told} ${priority}`);
}

/** Each node has a priority of its own, which its hooks are told. */
function ofInstance({ instance }: FoundMember): Notifier {
  return { body: instance.body, about: ['INSTANCE', instance.name], priority: '"$HAVIP_PRIORITY"' };
}

/** Of the sync group whose first member it is: what moves together has one hook. */
function ofGroup({ node, instance }: FoundMember): readonly Notifier[] {
  return groupsLedBy(instance.name, node.config.nodes).map(({ words: [, name], children }) => ({
    body: children ?? [],
    about: ['GROUP', name?.text ?? ''],
    priority: '0',
  }));
}

/** A program that somebody else has keepalived run. */
interface Program {
  readonly words: readonly string[];
  /** None for root. */
  readonly user: ScriptUser;
}

function programOf({ node }: FoundMember, body: readonly ConfigNode[], keyword: string): Program | undefined {
  const [, line, ...own] = last(body, keyword)?.words ?? [];
  const words = commandWords(line?.text ?? '');
  const [program = ''] = words;
  if (program === OWN_NOTIFY || program === '') return undefined;
  return { words, user: own.length > 0 ? unlessRoot(own) : scriptUser(node.view.globals) };
}

/** Whether it is a hook as it stands. */
function isHook(program: Program | undefined): boolean {
  return program?.words[0]?.startsWith('/') === true && program.user.length === 0;
}

/** Hooks run as root, and begin with a path. */
function asHook(program: Program | undefined): readonly string[] {
  if (program === undefined) return [];
  const { words, user } = program;
  const [name, group] = user.map(({ text }) => text);
  if (name === undefined) return [commandLine(...(isHook(program) ? [] : ['/usr/bin/env']), ...words)];
  return [
    commandLine('/sbin/runuser', '-u', name, ...(group === undefined ? [] : ['-g', group]), '--', ...words),
  ];
}
