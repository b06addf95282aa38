import { goesByBuild } from '../../keepalived/vocabulary/build.ts';
import type { Facts } from '../../resources/fact.ts';
import { keepalivedBuildFact, keepalivedVersionFact } from '../cluster/state/keepalived-version.ts';
import { readConfiguration } from './in-place.ts';

/**
 * What the keepalived is built with that will read a configuration; undefined where that goes by nothing of it, or where
 * another one is installed first.
 */
export function buildThatReads(text: string, version: string, facts: Facts): readonly string[] | undefined {
  const stays = facts.get(keepalivedVersionFact) === version;
  return stays && goesByBuild(readConfiguration(text, facts).nodes)
    ? facts.get(keepalivedBuildFact)
    : undefined;
}
