import { buildOptionsOf, releaseOf } from '../../../keepalived/release.ts';
import type { Fact } from '../../../resources/fact.ts';

/** Version of the binary that would run; undefined when there is none. */
export const keepalivedVersionFact: Fact<string | undefined> = {
  id: 'keepalived-version',
  program: 'keepalived -v 2>&1',
  parse: (output) => releaseOf(output) ?? undefined,
};

/** What that binary is built with; asked only where it matters. */
export const keepalivedBuildFact: Fact<readonly string[] | undefined> = {
  id: 'keepalived-build',
  program: 'keepalived -v 2>&1',
  parse: buildOptionsOf,
};
