import { createHash } from 'node:crypto';
import { z } from 'zod';
import { quote } from '../core/programs/shell.ts';
import { defineResource } from './define/define-resource.ts';
import { accountName, filePath, mode, posixShell, text } from './define/options/option-types.ts';
import { type Fact, parsePairs, type Together } from './fact.ts';
import {
  ATTRIBUTES_FORMAT,
  attributeDifferences,
  type SeenAttributes,
  seenAttributes,
  setAttributes,
} from './files/attributes.ts';
import { inPlace } from './files/in-place.ts';
import { type Change, type KnownFact, noticedAt, type Planned } from './resource.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Larger files are compared by hash and shown without a diff. */
const MAX_SHOWN_BYTES = 65_536;

/** What is at a path now. */
export interface FileFacts extends SeenAttributes {
  /** `other`: a link, a folder, a device. */
  readonly kind: 'absent' | 'file' | 'other';
  /** Lower-case hex; empty where there is no file. */
  readonly sha256: string;
  /** Undefined when absent or too large. */
  readonly content: string | undefined;
  /** Where a link leads to. */
  readonly target?: string;
}

const LOOKS = `${ATTRIBUTES_FORMAT}\nsize=%s`;

/** Attributes and hashes of all that are regular files, each with its path: in `$file_stats` and `$file_sums`. */
function seenTogether(path: string): Together {
  return {
    id: 'files',
    about: path,
    program: (paths) => `set --
for path in ${paths.join(' ')}; do [ ! -f "$path" ] || [ -L "$path" ] || set -- "$@" "$path"; done
file_stats= file_sums=
if [ $# -gt 0 ]; then
  file_stats=$(stat -c 'path=%n
${LOOKS}' "$@")
  file_sums="$(sha256sum "$@")
"
fi
set --`,
  };
}

/** POSIX sh that prints attributes and hash of one, without a process where they were seen together. */
function looks(path: string, isTogether: boolean): string {
  const at = quote(path);
  const alone = `stat -c '${LOOKS}' ${at}; printf sha256=; sha256sum < ${at}`;
  if (!isTogether) return alone;
  return `case $file_stats$file_sums in *"path=${path}
"*"  ${path}
"*)
  seen=\${file_stats#*"path=${path}
"}; printf '%s\\n' "\${seen%%"
path="*}"
  seen=\${file_sums%%"  ${path}
"*}; printf 'sha256=%s\\n' "\${seen##*"
"}" ;;
  # It has come since.
  *) ${alone} ;;
  esac`;
}

/** Tools print other paths with a backslash before some of their characters, and a shell would read into them. */
const PLAIN_PATH = /^\/[\w/.@%+,:-]+$/;

/** Mode, owner, hash and content of one path. */
export function fileFact(path: string): Fact<FileFacts> {
  const at = quote(path);
  const isPlain = PLAIN_PATH.test(path);
  return {
    id: `file:${path}`,
    plain: true,
    ...(isPlain && { together: [seenTogether(path)] }),
    program: `if [ ! -e ${at} ] && [ ! -L ${at} ]; then echo kind=absent
elif [ ! -f ${at} ] || [ -L ${at} ]; then echo kind=other; [ ! -L ${at} ] || printf 'target=%s\\n' "$(readlink ${at})"
else
  echo kind=file
  ${looks(path, isPlain)}
  echo content=; head -c ${MAX_SHOWN_BYTES} ${at}
fi`,
    parse: parseFileFacts,
    shown: (output) => output.replace(/^content=\n[\s\S]*/m, 'content= (not shown)'),
  };
}

function parseFileFacts(output: string): FileFacts {
  const at = output.indexOf('\ncontent=\n');
  const facts = parsePairs(at < 0 ? output : output.slice(0, at));
  const kind = facts.kind === 'file' || facts.kind === 'absent' ? facts.kind : 'other';
  const shown = at >= 0 && Number(facts.size) <= MAX_SHOWN_BYTES;
  return {
    kind,
    ...seenAttributes(facts),
    // Beside the hash it names its standard input: `-`.
    sha256: facts.sha256?.split(' ')[0] ?? '',
    ...(kind === 'other' && facts.target !== undefined && { target: facts.target }),
    content: shown ? output.slice(at + '\ncontent=\n'.length) : undefined,
  };
}

const fileOptions = {
  path: filePath.describe('Where it is; missing folders above it are made.'),
  content: text.describe('The whole of it. A file with NUL characters is what `copy` is for.'),
  mode: mode.default('644').describe('Its permissions.'),
  owner: accountName.default('root').describe('Its owner.'),
  group: accountName.default('root').describe('Its group.'),
  validate: posixShell
    .optional()
    .meta({ examples: ['nginx -t -c "$candidate"'] })
    .describe(
      'Judges the new content at `$candidate`, a file beside the destination. What it prints is shown when it fails, and the file in place stays as it is.',
    ),
  secretAfter: z
    .instanceof(RegExp, { error: 'must be a regular expression' })
    .optional()
    .meta({ examples: [/password\s+/] })
    .describe(
      'Found in a line before a secret, such as `/password\\s+/`: diffs mask the rest of such lines, also of the file that is there, whose secrets no inventory knows. Without the flag `g`.',
    ),
} as const;

type FileOptions = z.output<z.ZodObject<typeof fileOptions>>;

/** A file with the given content, written beside its place, judged and renamed; what was there is kept in the run's journal. */
export const file = defineResource({
  kind: 'file',
  call: 'file',
  summary: 'A file with the given content.',
  notes:
    'It is written beside its place, judged by `validate` and renamed. What was there is kept in the journal of the run, for an undo. A link, a folder or a device in its place is never replaced.',
  example: `file({
  path: '/etc/motd',
  content: 'Welcome\\n',
  mode: 0o644,
})`,
  options: fileOptions,
  key: ({ path }) => path,
  title: ({ path }) => path,
  facts: ({ path }) => [fileFact(path)],
  plan: (options, { facts }) => planFile(options, facts.get(fileFact(options.path))),
  owesItself: true,
});

/** The whole of a file is to be this. */
export function planFile(options: FileOptions, now: FileFacts): Planned {
  if (now.kind === 'other') return notRegular(options.path, now.target);
  const same = now.kind === 'file' && now.sha256 === sha256Of(options.content);
  const differing = now.kind === 'file' ? attributeDifferences(now, options) : [];
  if (same && differing.length === 0) return { state: 'unchanged', reason: 'same content, mode and owner' };
  return { ...write(options, now, same ? differing : []), leaves: [leftBy(options)] };
}

/** What comes after sees the file as it will be. */
function leftBy({ path, content, mode, owner, group }: FileOptions): KnownFact {
  const value: FileFacts = {
    kind: 'file',
    mode,
    owner,
    group,
    uid: owner,
    gid: group,
    sha256: sha256Of(content),
    content: Buffer.byteLength(content) > MAX_SHOWN_BYTES ? undefined : content,
  };
  return { fact: fileFact(path), value };
}

/**
 * A new file takes the place of the old one also where only mode or owner differ: in a folder of somebody
 * else's the name may be another file's by the time at which `chmod` follows it.
 */
function write(options: FileOptions, now: FileFacts, differing: readonly string[]): Change {
  const path = quote(options.path);
  const make = `printf %s ${quote(options.content)} > ./new`;
  const attributes = setAttributes('./new', options);
  if (differing.length > 0) {
    return {
      state: 'change',
      reason: differing.join(', '),
      diff: `${options.path}: ${differing.join(', ')}`,
      guard: stillAs(options.path, now),
      script: inPlace(options.path, make, attributes),
      unnoticed: true,
      keep: [options.path],
      undo: { when: 'reverse', script: `put_back ${path}` },
    };
  }
  return {
    state: 'change',
    reason: now.kind === 'absent' ? 'not there yet' : 'content differs',
    diff: unifiedDiff(
      now.kind === 'absent' ? '' : (now.content ?? '(too large to show)\n'),
      options.content,
      {
        path: options.path,
        secretAfter: options.secretAfter,
      },
    ),
    guard: stillAs(options.path, now),
    script: inPlace(options.path, make, attributes, options.validate),
    keep: [options.path],
    undo: { when: 'reverse', owes: true, script: `put_back ${path}` },
    noticedBy: noticedAt(now),
    writes: options.content,
  };
}

/** Fails when someone has edited the file since the plan was made. */
export function stillAs(path: string, now: Pick<FileFacts, 'kind' | 'sha256'>): string {
  const at = quote(path);
  return now.kind === 'absent'
    ? `[ ! -e ${at} ]`
    : `[ "$(sha256sum < ${at})" = ${quote(`${now.sha256}  -`)} ]`;
}

function notRegular(path: string, target: string | undefined): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.not-a-regular-file',
      summary: target === undefined ? `${path} is not a regular file` : `${path} is a link to ${target}`,
      detail: 'It is a link, a folder or a device, and replacing it could change something else.',
      fix: `Move ${path} away, or put a regular file there.`,
    },
  };
}

/** In hex. */
export function sha256Of(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
