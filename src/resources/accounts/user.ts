import { createHash } from 'node:crypto';
import { z } from 'zod';
import { commandLine, quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { accountName, filePath, line, newAccountName, secretText } from '../define/options/option-types.ts';
import type { Change, Planned } from '../resource.ts';
import { type UserFacts, userFact } from './user-facts.ts';

const noColon = line.refine((value) => !value.includes(':'), 'must not hold a colon');

const userOptions = {
  user: newAccountName.describe('Login name.'),
  uid: z
    .int()
    .min(0)
    .optional()
    .meta({ examples: [2001] })
    .describe('Number; default: what it has, or the next free one.'),
  group: accountName
    .optional()
    .describe('Primary group, which is there by then; default for a new user: one of its own name.'),
  groups: z
    .array(accountName)
    .readonly()
    .optional()
    .describe('The other groups it is in; of further ones it stays a member, unless `onlyGroups`.'),
  onlyGroups: z.boolean().default(false).describe('It is in no group besides.'),
  comment: noColon
    .optional()
    .meta({ examples: ['Ann Example'] })
    .describe('Full name, or what it is for.'),
  home: filePath
    .optional()
    .meta({ examples: ['/srv/ann'] })
    .describe('Home folder, made for a new user; a folder that is there is not moved.'),
  createHome: z.boolean().default(true).describe('Whether a new user gets its home folder.'),
  shell: filePath.optional().describe('Login shell, such as `/bin/bash` or `/usr/sbin/nologin`.'),
  system: z.boolean().default(false).describe('A new one gets a number of those for system users.'),
  passwordHash: secretText
    .optional()
    .meta({ examples: ['!'] })
    .describe('As `mkpasswd` makes it, or `!` for none; never shown.'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('`absent`: there is to be no such user; the home folder stays.'),
} as const;

type UserOptions = z.output<z.ZodObject<typeof userOptions>>;

/** A user, or that there is none. */
export const user = defineResource({
  kind: 'user',
  call: 'user',
  summary: 'A user, or none.',
  notes: 'What an option does not say stays as it is. The home folder of a user that goes stays.',
  example: "user({ user: 'ann', groups: ['sudo'], shell: '/bin/bash' })",
  options: userOptions,
  key: (options) => options.user,
  facts: (options) => [userFact(options.user)],
  plan: (options, { facts }) => {
    const now = facts.get(userFact(options.user));
    if (options.state === 'absent') return planNoUser(options.user, now);
    return now === undefined ? planNew(options) : planChanged(options, now);
  },
});

function planNew(options: UserOptions): Planned {
  const { user: name, groups = [], createHome, system, passwordHash } = options;
  const flags = [
    ...(createHome ? ['-m'] : ['-M']),
    ...(system ? ['-r'] : []),
    ...flag('-u', options.uid?.toString()),
    ...flag('-g', options.group),
    ...flag('-c', options.comment),
    ...flag('-d', options.home),
    ...flag('-s', options.shell),
    ...(groups.length > 0 ? ['-G', groups.join(',')] : []),
  ];
  const is = quote(name);
  return {
    state: 'change',
    reason: 'not there yet',
    diff: `a new user ${name}${groups.length > 0 ? `, in ${groups.join(', ')}` : ''}`,
    script: [
      commandLine('useradd', ...flags, name),
      ...(passwordHash === undefined ? [] : [setHash(name, passwordHash)]),
    ].join('\n'),
    ...(passwordHash !== undefined && { unshown: [passwordHash] }),
    // Files of the user are somebody's work: the home folder stays.
    undo: { when: 'reverse', script: `if getent passwd ${is} >/dev/null; then did; userdel ${is}; fi` },
    noticedBy: 'nobody',
  };
}

function flag(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

/** One attribute: what it is, is to be, and how both are said to `usermod`. */
interface Difference {
  readonly what: string;
  readonly to: readonly string[];
  readonly back: readonly string[];
}

function planChanged(options: UserOptions, now: UserFacts): Planned {
  const { user: name, passwordHash } = options;
  const differing = differences(options, now);
  const password = passwordHash !== undefined && digest(passwordHash) !== now.passwordDigest;
  const reasons = [...differing.map(({ what }) => what), ...(password ? ['password'] : [])];
  if (reasons.length === 0) return { state: 'unchanged', reason: `there, ${now.uid}` };
  const usermod = (words: readonly string[]) =>
    words.length > 0 ? [commandLine('usermod', ...words, name)] : [];
  const is = quote(name);
  const oldHash = `"$journal/password-"${is}`;
  return {
    state: 'change',
    reason: reasons.join(', '),
    diff: `user ${name}: ${reasons.join(', ')}`,
    script: [
      ...usermod(differing.flatMap(({ to }) => to)),
      ...(password
        ? [`( umask 077; getent shadow ${is} | cut -d: -f2 > ${oldHash} )`, setHash(name, passwordHash)]
        : []),
    ].join('\n'),
    ...(passwordHash !== undefined && { unshown: [passwordHash] }),
    undo: {
      when: 'reverse',
      script: [
        'did',
        ...usermod(differing.flatMap(({ back }) => back)),
        ...(password
          ? [`if [ -e ${oldHash} ]; then printf '%s:%s\\n' ${is} "$(cat ${oldHash})" | chpasswd -e; fi`]
          : []),
      ].join('\n'),
    },
  };
}

function differences(
  { uid, group, comment, home, shell, ...rest }: UserOptions,
  now: UserFacts,
): Difference[] {
  const plain = (what: string, option: string, from: string, to: string | undefined): Difference[] =>
    to === undefined || to === from
      ? []
      : [{ what: `${what} ${from || 'none'} -> ${to}`, to: [option, to], back: [option, from] }];
  return [
    ...plain('number', '-u', now.uid, uid?.toString()),
    ...plain('group', '-g', now.group, group),
    ...plain('comment', '-c', now.comment, comment),
    ...plain('home', '-d', now.home, home),
    ...plain('shell', '-s', now.shell, shell),
    ...groupDifference(rest, now),
  ];
}

function groupDifference(
  { groups, onlyGroups }: Pick<UserOptions, 'groups' | 'onlyGroups'>,
  now: UserFacts,
): Difference[] {
  const wanted = [...new Set([...(groups ?? []), ...(onlyGroups ? [] : now.groups)])].sort();
  if (groups === undefined && !onlyGroups) return [];
  if (wanted.join() === now.groups.join()) return [];
  const what = `groups ${now.groups.join(',') || 'none'} -> ${wanted.join(',') || 'none'}`;
  return [{ what, to: ['-G', wanted.join(',')], back: ['-G', now.groups.join(',')] }];
}

/** By standard input: an argument could be read by every user of the machine. */
function setHash(name: string, hash: string): string {
  return `printf '%s:%s\\n' ${quote(name)} ${quote(hash)} | chpasswd -e`;
}

function digest(hash: string): string {
  return createHash('sha256').update(hash).digest('hex');
}

function planNoUser(name: string, now: UserFacts | undefined): Planned {
  if (now === undefined) return { state: 'unchanged', reason: 'not there' };
  const is = quote(name);
  const again = commandLine(
    'useradd',
    '-M',
    '-u',
    now.uid,
    '-g',
    now.group,
    '-c',
    now.comment,
    '-d',
    now.home,
    '-s',
    now.shell,
    ...(now.groups.length > 0 ? ['-G', now.groups.join(',')] : []),
    name,
  );
  const change: Change = {
    state: 'change',
    reason: 'remove',
    diff: `remove user ${name} (${now.uid}); ${now.home} stays`,
    script: `userdel ${is}`,
    undo: {
      when: 'reverse',
      // userdel takes the user's own group along.
      script: `if ! getent passwd ${is} >/dev/null; then
  did
  getent group ${quote(now.group)} >/dev/null || groupadd ${quote(now.group)}
  ${again}
fi`,
    },
  };
  return change;
}
