import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { quote } from '../../core/programs/shell.ts';
import { defineAction } from '../define/define-action.ts';
import { filePath } from '../define/options/option-types.ts';
import { codeOf, localPath } from '../files/local/local-file.ts';
import type { StepResult } from '../steps/action.ts';

/** Bytes; it travels as base64 in one answer, which has a limit of its own. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What was fetched. */
export interface FetchResult extends StepResult {
  /** Path on this machine. */
  readonly path: string;
  /** Lower-case, in hex. */
  readonly sha256: string;
}

/** A file of the machine, copied to this one. */
export const fetchFile = defineAction({
  call: 'fetchFile',
  summary: 'A file of the machine, copied to this one.',
  notes:
    'Each host needs a place of its own, such as one with `host.name` in it. Nothing is written where the same is there already. It is for the owner only, as it may hold a secret.',
  example:
    "yield* fetchFile({ from: '/etc/nginx/nginx.conf', to: `/srv/collected/${host.name}/nginx.conf` });",
  options: {
    from: filePath.describe('The file on the machine, at most 8 MiB.'),
    to: localPath.describe('Where it goes on this machine; folders are made.'),
    mayBeMissing: z.boolean().default(false).describe('It is no failure where the machine has no such file.'),
  },
  key: ({ from }) => from,
  title: ({ from }) => `fetch ${from}`,
  reads: false,
  writesHere: ({ to }) => to,
  does: ({ from }) => `copies ${from} here`,
  perform: async ({ from, to, mayBeMissing }, machine): Promise<Outcome<FetchResult>> => {
    const answer = await machine.read(reading(from), { activity: `fetching ${from}`, unshown: true });
    if (!answer.ok) return answer;
    const { exitCode, stdout, stderr } = answer.value;
    if (exitCode === NOT_THERE && mayBeMissing) return success({ changed: false, path: to, sha256: '' });
    if (exitCode !== 0) return failure(notFetched(from, exitCode, stderr.trim()));
    const bytes = Buffer.from(stdout, 'base64');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    try {
      if (hasAlready(to, bytes)) return success({ changed: false, path: to, sha256 });
      mkdirSync(dirname(to), { recursive: true });
      const beside = `${to}.${randomUUID()}.part`;
      writeFileSync(beside, bytes, { mode: 0o600 });
      renameSync(beside, to);
      return success({ changed: true, path: to, sha256 });
    } catch (error) {
      return failure({
        code: 'host.not-fetched',
        summary: `${from} cannot be written to ${to}: ${codeOf(error)}`,
        fix: 'Make the place on this machine one that can be written to.',
      });
    }
  },
  guess: (): FetchResult => ({ changed: true, guessed: true, path: '', sha256: '' }),
  tells: ({ changed, path }) => (changed ? `written to ${path}` : 'same content is here'),
});

const NOT_THERE = 44;
const TOO_LARGE = 45;

function reading(from: string): string {
  const path = quote(from);
  return `[ -f ${path} ] || exit ${NOT_THERE}
[ "$(wc -c < ${path})" -le ${MOST_BYTES} ] || exit ${TOO_LARGE}
base64 < ${path}`;
}

function hasAlready(path: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}

function notFetched(from: string, exitCode: number, said: string) {
  const why =
    exitCode === NOT_THERE
      ? 'there is no such file'
      : exitCode === TOO_LARGE
        ? `it has more than ${MOST_BYTES} bytes`
        : said || `exit code ${exitCode}`;
  return {
    code: 'host.not-fetched',
    summary: `${from} cannot be fetched: ${why}`,
    fix: 'See whether the path is right, and whether the file can be read.',
  } as const;
}
