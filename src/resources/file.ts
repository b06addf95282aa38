import { createHash } from 'node:crypto';
import { quote } from '../core/shell.ts';
import { type Fact, parsePairs } from './fact.ts';
import { rememberPending } from './pending.ts';
import type { Change, Notification, Planned, Resource, ResourceOptions } from './resource.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Larger files are compared by hash and shown without a diff. */
const MAX_SHOWN_BYTES = 65_536;

/** What is at a path now. */
export interface FileFacts {
  readonly kind: 'absent' | 'file' | 'other';
  /** Octal without a leading zero, as chmod takes it: `640`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly sha256: string;
  /** Undefined when absent or too large. */
  readonly content: string | undefined;
}

/** Mode, owner, hash and content of one path. */
export function fileFact(path: string): Fact<FileFacts> {
  const at = quote(path);
  return {
    id: `file:${path}`,
    program: `if [ ! -e ${at} ] && [ ! -L ${at} ]; then echo kind=absent
elif [ ! -f ${at} ] || [ -L ${at} ]; then echo kind=other
else
  stat -c 'kind=file
mode=%a
owner=%U
group=%G
size=%s' ${at}
  printf sha256=; sha256sum < ${at}
  echo content=; head -c ${MAX_SHOWN_BYTES} ${at}
fi`,
    parse: parseFileFacts,
  };
}

function parseFileFacts(output: string): FileFacts {
  const at = output.indexOf('\ncontent=\n');
  const facts = parsePairs(at < 0 ? output : output.slice(0, at));
  const kind = facts.kind === 'file' || facts.kind === 'absent' ? facts.kind : 'other';
  const shown = at >= 0 && Number(facts.size) <= MAX_SHOWN_BYTES;
  return {
    kind,
    mode: facts.mode ?? '',
    owner: facts.owner ?? '',
    group: facts.group ?? '',
    // Beside the hash it names its standard input: `-`.
    sha256: facts.sha256?.split(' ')[0] ?? '',
    content: shown ? output.slice(at + '\ncontent=\n'.length) : undefined,
  };
}

export interface FileOptions extends ResourceOptions {
  readonly path: string;
  readonly content: string;
  /** As chmod takes it, such as `0640`; default `0644`. */
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  /**
   * POSIX sh that judges the new content at `$candidate`, a file beside the destination; what it
   * prints is shown when it fails, and the file in place stays as it is.
   */
  readonly validate?: string;
  /**
   * Found in a line before a secret, such as `/password\s+/`: diffs mask the rest of such lines, also of
   * the file that is there, whose secrets no inventory knows. Without the flag `g`.
   */
  readonly secretAfter?: RegExp;
  /** What the change asks of a service. */
  readonly notify?: Notification;
}

/** A file with the given content, written beside its place, judged and renamed; what was there is kept in the run's journal. */
export function file(options: FileOptions): Resource {
  const fact = fileFact(options.path);
  return {
    id: `file:${options.path}`,
    name: options.name ?? options.path,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) => planFile(options, facts.get(fact)),
  };
}

function planFile(options: FileOptions, now: FileFacts): Planned {
  if (now.kind === 'other') return notRegular(options.path);
  const mode = (options.mode ?? '0644').replace(/^0+/, '');
  const owner = options.owner ?? 'root';
  const group = options.group ?? 'root';
  const same = now.kind === 'file' && now.sha256 === sha256(options.content);
  const differing = [
    ...(now.kind === 'file' && now.mode !== mode ? [`mode ${now.mode} -> ${mode}`] : []),
    ...(now.kind === 'file' && (now.owner !== owner || now.group !== group)
      ? [`owner ${now.owner}:${now.group} -> ${owner}:${group}`]
      : []),
  ];
  if (same && differing.length === 0) return { state: 'unchanged', reason: 'same content, mode and owner' };
  const attributes = `chmod ${mode} "$candidate"\nchown ${quote(`${owner}:${group}`)} "$candidate"`;
  if (same) {
    const script = `candidate=${quote(options.path)}\n${attributes}`;
    return {
      state: 'change',
      reason: differing.join(', '),
      diff: `${options.path}: ${differing.join(', ')}`,
      script,
      keep: [options.path],
      undo: { when: 'reverse', script: `put_back ${quote(options.path)}` },
    };
  }
  return write(options, now, attributes);
}

function write(options: FileOptions, now: FileFacts, attributes: string): Change {
  const path = quote(options.path);
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
    script: [
      `mkdir -p "$(dirname ${path})"`,
      `candidate=${path}.havip-deploy-new`,
      `trap 'rm -f "$candidate"' EXIT`,
      `(umask 077; printf %s ${quote(options.content)} > "$candidate")`,
      attributes,
      ...(options.validate === undefined ? [] : [`(\n${options.validate}\n)`]),
      ...(options.notify === undefined ? [] : [rememberPending(options.notify)]),
      `mv -f "$candidate" ${path}`,
    ].join('\n'),
    keep: [options.path],
    undo: { when: 'reverse', script: putBack(options) },
    ...(options.notify === undefined ? {} : { notify: options.notify }),
    writes: options.content,
  };
}

/** What reads the file owes the same again, as long as it has not read what was put back. */
function putBack({ path, notify }: FileOptions): string {
  const back = `put_back ${quote(path)}`;
  return notify === undefined
    ? back
    : `if differs ${quote(path)}; then\n${rememberPending(notify)}\nfi\n${back}`;
}

/** Fails when someone has edited the file since the plan was made. */
export function stillAs(path: string, now: Pick<FileFacts, 'kind' | 'sha256'>): string {
  const at = quote(path);
  return now.kind === 'absent'
    ? `[ ! -e ${at} ]`
    : `[ "$(sha256sum < ${at})" = ${quote(`${now.sha256}  -`)} ]`;
}

function notRegular(path: string): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.not-a-regular-file',
      summary: `${path} is not a regular file`,
      detail: 'It is a link, a folder or a device, and replacing it could change something else.',
      fix: `Move ${path} away, or put a regular file there.`,
    },
  };
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
