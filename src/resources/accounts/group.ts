import { z } from 'zod';
import { commandLine, quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { newAccountName } from '../define/options/option-types.ts';
import type { Fact } from '../fact.ts';
import type { Planned } from '../resource.ts';

const groupOptions = {
  group: newAccountName.describe('Its name.'),
  gid: z
    .int()
    .min(0)
    .optional()
    .meta({ examples: [2000] })
    .describe('Its number; default: what it has, or the next free one.'),
  system: z.boolean().default(false).describe('A new one gets a number of those for system groups.'),
  state: z.enum(['present', 'absent']).default('present').describe('`absent`: there is to be no such group.'),
} as const;

type GroupOptions = z.output<z.ZodObject<typeof groupOptions>>;

/** A group, or that there is none. */
export const group = defineResource({
  kind: 'group',
  call: 'group',
  summary: 'A group of users, or none.',
  notes: 'Who is in it is said by each `user`.',
  example: "group({ group: 'deploy' })",
  options: groupOptions,
  key: (options) => options.group,
  facts: (options) => [gidFact(options.group)],
  plan: (options, { facts }) => planGroup(options, facts.get(gidFact(options.group))),
});

/** Number of a group; undefined where there is none. */
function gidFact(name: string): Fact<string | undefined> {
  return {
    id: `group:${name}`,
    program: `getent group ${quote(name)} | cut -d: -f3`,
    parse: (output) => /^\d+$/m.exec(output)?.[0],
  };
}

function planGroup({ group: name, gid, system, state }: GroupOptions, now: string | undefined): Planned {
  const is = quote(name);
  if (state === 'absent') {
    if (now === undefined) return { state: 'unchanged', reason: 'not there' };
    return {
      state: 'change',
      reason: 'remove',
      diff: `remove group ${name} (${now})`,
      script: `groupdel ${is}`,
      undo: {
        when: 'reverse',
        script: `getent group ${is} >/dev/null || { did; groupadd -g ${now} ${is}; }`,
      },
    };
  }
  if (now === undefined) {
    const numbered = gid === undefined ? [] : ['-g', String(gid)];
    return {
      state: 'change',
      reason: 'not there yet',
      diff: `a new group ${name}${gid === undefined ? '' : ` (${gid})`}`,
      script: commandLine('groupadd', ...(system ? ['-r'] : []), ...numbered, name),
      undo: { when: 'reverse', script: `if getent group ${is} >/dev/null; then did; groupdel ${is}; fi` },
      noticedBy: 'nobody',
    };
  }
  if (gid === undefined || now === String(gid)) return { state: 'unchanged', reason: `there, ${now}` };
  return {
    state: 'change',
    reason: `number ${now} -> ${gid}`,
    diff: `group ${name}: number ${now} -> ${gid}`,
    script: `groupmod -g ${gid} ${is}`,
    undo: { when: 'reverse', script: `did\ngroupmod -g ${now} ${is}` },
  };
}
