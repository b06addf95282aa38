import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { CommandContext } from '../context.ts';
import { placeFile, replaceFile, unwritable } from '../output/replace-file.ts';

/** What is done with one file's bytes; undefined leaves the file alone. */
export type Change = (content: Buffer, path: string) => Outcome<string | Buffer | undefined>;

/** The name that stands for standard input and output. */
export const STANDARD = '-';

interface Written {
  readonly path: string;
  readonly content: string | Buffer;
}

/**
 * All new contents are known before the first is written; each file that cannot be written stays as it was.
 * @param output where the content of a single file goes instead of into its place; `-` is standard output
 */
export async function changeFiles(
  context: CommandContext,
  files: readonly string[],
  change: Change,
  output?: string,
): Promise<Outcome<unknown>> {
  if (output !== undefined && files.length > 1) return failure(oneFileOnly);
  const results: Outcome<Written | undefined>[] = [];
  for (const path of files) results.push(await changed(context, path, change, output));
  const problems = results.flatMap((each) => (each.ok ? [] : each.problems));
  if (problems.length > 0) return failure(...problems);
  const unwritten: Problem[] = [];
  for (const each of results) {
    const problem =
      each.ok && each.value !== undefined ? await write(context, each.value, output) : undefined;
    if (problem !== undefined) unwritten.push(problem);
  }
  return unwritten.length > 0 ? failure(...unwritten) : success(undefined);
}

async function changed(
  context: CommandContext,
  path: string,
  change: Change,
  output: string | undefined,
): Promise<Outcome<Written | undefined>> {
  const content = path === STANDARD ? success(await context.readInput()) : readOr(path);
  const done = content.ok ? change(content.value, path) : content;
  if (!done.ok || done.value === undefined) return done.ok ? success(undefined) : done;
  return success({ path: output ?? path, content: done.value });
}

async function write(
  context: CommandContext,
  { path, content }: Written,
  output: string | undefined,
): Promise<Problem | undefined> {
  if (path === STANDARD) {
    context.out(content.toString());
    return undefined;
  }
  try {
    if (output === undefined) await replaceFile(path, content);
    else await placeFile(path, content, 0o600);
    context.err(`${path}: written\n`);
    return undefined;
  } catch (error) {
    return unwritable(path, error);
  }
}

function readOr(path: string): Outcome<Buffer> {
  try {
    return success(readNamedFile(path));
  } catch (error) {
    return failure({
      code: 'usage.unreadable-file',
      summary: `cannot read ${path}`,
      detail: messageOf(error),
      fix: 'Name a file that you may read and write.',
    });
  }
}

const oneFileOnly: Problem = {
  code: 'usage.vault',
  summary: '--output is for one file',
  fix: 'Name one file with it, or leave it out: files are then changed in their place.',
};
