import { failure, type Outcome } from '../../core/outcome.ts';
import { type Redactor, Secret } from '../../core/secret.ts';
import { checkUrl } from '../../rollout/dbos/store/url.ts';
import type { CommandContext } from '../context.ts';

/** Where the URL stands that would be seen by all users of the machine on a command line. */
const VARIABLE = 'HAVIP_DEPLOY_ENGINE';

/** The URL of the engine, as the option or else the environment has it; its password becomes known to the redactor. */
export function engineUrl(
  { environment }: Pick<CommandContext, 'environment'>,
  given: string | undefined,
  redactor: Redactor,
): Outcome<string> {
  const text = given || environment[VARIABLE] || '';
  if (text === '') {
    return failure({
      code: 'usage.no-engine',
      summary: 'no engine was given',
      fix: `Set ${VARIABLE} to the URL of a PostgreSQL, or give --engine postgres://USER@HOST/DATABASE.`,
    });
  }
  const url = checkUrl(text);
  if (!url.ok) return url;
  const { password, searchParams } = new URL(url.value);
  const forms = [password, decoded(password), searchParams.get('password') ?? ''];
  for (const form of forms) if (form !== '') redactor.add(new Secret(form));
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not written as URLs have it: then it is what it is.
    return text;
  }
}
