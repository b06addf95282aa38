import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { filePath, word } from '../define/options/option-types.ts';
import { noticedAt, type Planned } from '../resource.ts';
import { inTheWay, type PathFacts, pathFact } from './path-fact.ts';

/** A symbolic link, or that there is none. */
export const link = defineResource({
  kind: 'file',
  call: 'link',
  summary: 'A symbolic link, or none.',
  notes: 'A link in its place is replaced at once, so that there is always one. A file or a folder never is.',
  example: "link({ path: '/srv/app/current', target: '/srv/app/releases/42' })",
  options: {
    path: filePath.describe('Where the link is; missing folders above it are made.'),
    target: word
      .optional()
      .describe(
        'Where it leads, as it is to be written; needs not be there. Required for one that is to be there.',
      ),
    state: z.enum(['present', 'absent']).default('present').describe('`absent`: there is to be no link.'),
  },
  owesItself: true,
  conflict: ({ target, state }) =>
    state === 'present' && target === undefined ? 'lacks "target"' : undefined,
  key: ({ path }) => path,
  title: ({ path }) => path,
  facts: ({ path }) => [pathFact(path)],
  plan: ({ path, target = '', state }, { facts }) => {
    const now = facts.get(pathFact(path));
    return state === 'absent' ? planNoLink(path, now) : planLink(path, target, now);
  },
});

function planLink(path: string, target: string, now: PathFacts): Planned {
  if (now.kind !== 'absent' && now.kind !== 'link') return inTheWay(path, now.kind, 'a link');
  if (now.kind === 'link' && now.target === target)
    return { state: 'unchanged', reason: `leads to ${target}` };
  const at = quote(path);
  const before = now.kind === 'link' ? now.target : 'none';
  return {
    state: 'change',
    reason: now.kind === 'link' ? `leads to ${now.target}` : 'not there yet',
    diff: `${path}: ${before} -> ${target}`,
    guard: stillThere(at, now),
    script: `mkdir -p "$(dirname ${at})"
enter_beside ${at}
trap leave_beside EXIT
ln -s -- ${quote(target)} ./new
owe
put_in_place ${at}`,
    keep: [path],
    undo: { when: 'reverse', owes: true, script: `put_back ${at}` },
    noticedBy: noticedAt(now),
  };
}

function planNoLink(path: string, now: PathFacts): Planned {
  if (now.kind === 'absent') return { state: 'unchanged', reason: 'not there' };
  if (now.kind !== 'link') return inTheWay(path, now.kind, 'no link');
  const at = quote(path);
  return {
    state: 'change',
    reason: 'remove',
    diff: `remove ${path} -> ${now.target}`,
    guard: stillThere(at, now),
    script: `owe\nrm -f ${at}`,
    keep: [path],
    undo: { when: 'reverse', owes: true, script: `put_back ${at}` },
  };
}

function stillThere(at: string, { kind, target }: PathFacts): string {
  return kind === 'link' ? `[ "$(readlink ${at})" = ${quote(target)} ]` : `[ ! -e ${at} ] && [ ! -L ${at} ]`;
}
