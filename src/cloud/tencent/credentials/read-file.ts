import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Place, Problem } from '../../../core/problem.ts';
import { messageOf } from '../../../core/text/message-of.ts';
import type { CredentialWorld } from '../../credentials.ts';

/** The text of a file with keys; undefined where there is none. */
export async function readKeyFile(
  path: string,
  { readText }: CredentialWorld,
): Promise<Outcome<string | undefined>> {
  try {
    return success(await readText(path));
  } catch (error) {
    return failure({
      code: 'usage.credentials-file',
      summary: `${path} cannot be read`,
      detail: messageOf(error),
      fix: 'Let the user who runs havip-deploy read it, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY instead.',
    });
  }
}

/** A file that is not what it should be. What the line holds is not told: it may be a key. */
export function malformedFile(source: Place, expected: string): Problem {
  return {
    code: 'usage.credentials-file',
    summary: `${source.file} cannot be understood`,
    detail: `Line ${source.line} is not ${expected}.`,
    fix: 'Correct the line, or remove the file so that the next place counts.',
    source,
  };
}
