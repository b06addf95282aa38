import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { accountName, filePath, mode } from '../define/options/option-types.ts';
import type { Planned, Undo } from '../resource.ts';
import { attributeDifferences, setAttributes } from './attributes.ts';
import { inTheWay, type PathFacts, pathFact } from './path-fact.ts';
import { backFromJournal, intoJournal } from './removed.ts';

const directoryOptions = {
  path: filePath.describe('Where it is; missing folders above it are made, with mode 0755.'),
  mode: mode
    .optional()
    .describe('Its permissions; default 0755 for a new one, and what it has for one that is there.'),
  owner: accountName.optional().describe('Its owner; default as for `mode`, root for a new one.'),
  group: accountName.optional().describe('Its group; default as for `mode`, root for a new one.'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe(
      '`absent`: it goes with all that is in it, into the journal of the run, from which an undo takes it back.',
    ),
} as const;

type DirectoryOptions = z.output<z.ZodObject<typeof directoryOptions>>;

/** A folder, or that there is none. */
export const directory = defineResource({
  kind: 'file',
  call: 'directory',
  summary: 'A folder with its permissions and owner, or none.',
  notes: 'What is in it is left as it is.',
  example: "directory({ path: '/srv/app', owner: 'app', group: 'app', mode: 0o750 })",
  options: directoryOptions,
  key: ({ path }) => path,
  title: ({ path }) => path,
  facts: ({ path }) => [pathFact(path)],
  plan: (options, { facts }) => {
    const now = facts.get(pathFact(options.path));
    return options.state === 'absent' ? planRemoval(options.path, now) : planDirectory(options, now);
  },
});

function planDirectory({ path, ...wanted }: DirectoryOptions, now: PathFacts): Planned {
  const at = quote(path);
  if (now.kind === 'absent') {
    const { mode: bits = '755', owner = 'root', group = 'root' } = wanted;
    return {
      state: 'change',
      reason: 'not there yet',
      diff: `${path}: a new folder, ${bits} ${owner}:${group}`,
      script: [
        `keep ${at}`,
        `mkdir -p "$(dirname ${at})"`,
        // Nobody is to be quicker in it than its permissions.
        `mkdir -m 700 ${at}`,
        ...setAttributes(at, { mode: bits, owner, group }),
      ].join('\n'),
      guard: `[ ! -e ${at} ]`,
      undo: removeMade(at),
      noticedBy: 'nobody',
    };
  }
  if (now.kind !== 'directory') return inTheWay(path, now.kind, 'a folder');
  const differing = attributeDifferences(now, wanted);
  if (differing.length === 0) return { state: 'unchanged', reason: 'there, with its mode and owner' };
  return {
    state: 'change',
    reason: differing.join(', '),
    diff: `${path}: ${differing.join(', ')}`,
    guard: `[ -d ${at} ] && [ ! -L ${at} ]`,
    script: setAttributes(at, wanted).join('\n'),
    undo: {
      when: 'reverse',
      script: ['did', ...setAttributes(at, { mode: now.mode, owner: now.uid, group: now.gid })].join('\n'),
    },
  };
}

/** What somebody has put into it since stays, and it with that. */
function removeMade(at: string): Undo {
  return {
    when: 'reverse',
    script: `folder=${at}
while [ -d "$folder" ] && is_absent "$folder" && rmdir "$folder" 2>/dev/null; do did; folder=\${folder%/*}; done
[ ! -d ${at} ] || echo ${at}' is not empty, and stays'`,
  };
}

function planRemoval(path: string, { kind }: PathFacts): Planned {
  if (kind === 'absent') return { state: 'unchanged', reason: 'not there' };
  if (kind !== 'directory') return inTheWay(path, kind, 'no folder');
  return {
    state: 'change',
    reason: 'remove',
    diff: `remove ${path} and all that is in it`,
    guard: `[ -d ${quote(path)} ]`,
    script: intoJournal(path),
    undo: { when: 'reverse', script: backFromJournal(path) },
  };
}
