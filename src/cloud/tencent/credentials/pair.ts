import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Place } from '../../../core/problem.ts';
import type { CloudCredentials, CredentialWorld } from '../../credentials.ts';
import { fixedCredentials, secretKeys } from './source.ts';

/** What one place says of keys, and how it names them. */
export interface PairDescription {
  /** For people: `~/.tencentcloud/credentials`. */
  readonly origin: string;
  readonly names: { readonly id: string; readonly key: string };
  readonly found: {
    readonly id: string | undefined;
    readonly key: string | undefined;
    readonly token: string | undefined;
  };
  readonly place?: Place;
}

/** Keys of a place that has both; half a pair is a problem, and neither is nothing. */
export function pairFrom(
  { origin, names, found, place }: PairDescription,
  world: CredentialWorld,
): Outcome<CloudCredentials | undefined> {
  const { id, key, token } = found;
  if (present(id) && present(key)) {
    return success(fixedCredentials(origin, secretKeys({ id, key, token }, world)));
  }
  if (!present(id) && !present(key)) return success(undefined);
  const [there, missing] = present(id) ? [names.id, names.key] : [names.key, names.id];
  return failure({
    code: 'usage.half-credentials',
    summary: `${origin} has ${there} but no ${missing}`,
    detail: 'A secret id and its secret key belong together; no other place was looked at.',
    fix: `Add ${missing}, or remove ${there} so that the next place counts.`,
    ...(place === undefined ? {} : { source: place }),
  });
}

function present(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
