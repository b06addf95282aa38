import { parse } from '../../../keepalived/parse/parse.ts';
import { buildOptionsOf, releaseOf } from '../../../keepalived/release.ts';
import { goesByBuild } from '../../../keepalived/vocabulary/build.ts';
import type { Fact, Facts } from '../../../resources/fact.ts';
import { CONFIG_PATH } from '../paths.ts';

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

/**
 * What the keepalived is built with that will read a configuration; undefined where that goes by nothing of it, or where
 * another one is installed first.
 */
export function buildThatReads(text: string, version: string, facts: Facts): readonly string[] | undefined {
  const stays = facts.get(keepalivedVersionFact) === version;
  return stays && goesByBuild(parse(text, CONFIG_PATH).nodes) ? facts.get(keepalivedBuildFact) : undefined;
}
