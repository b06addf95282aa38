import type { ReplaceConfig } from '../../../api/types.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Facts } from '../../../resources/fact.ts';
import { fileFact } from '../../../resources/file.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../../cluster/cluster-facts.ts';
import { configurationInPlace } from '../in-place.ts';
import { givenUpWords, notGivenUp, wouldBeLost } from './given-up.ts';
import type { Loss } from './loss.ts';
import { lossesOf } from './losses.ts';

/** What comes of replacing the configuration in place: a refusal, or words for what is given up. */
export interface LossJudgement {
  readonly problem?: Omit<Problem, 'host'>;
  readonly remark?: string;
}

/** Judges by what a machine's configuration does; one that neither runs nor starts at boot does nothing. */
export function judgeLosses(cluster: Cluster, facts: Facts, givenUp: ReplaceConfig = []): LossJudgement {
  const { active, enabled } = facts.get(keepalivedServiceFact);
  if (!active && !enabled) return {};
  const losses = lossesInPlace(cluster, facts);
  const open = notGivenUp(losses, givenUp);
  if (open.length > 0) return { problem: wouldBeLost(CONFIG_PATH, open) };
  return losses.length > 0 ? { remark: givenUpWords(losses) } : {};
}

function lossesInPlace(cluster: Cluster, facts: Facts): readonly Loss[] {
  const config = configurationInPlace(facts);
  if (config !== undefined) return lossesOf(config, cluster);
  const { kind } = facts.get(fileFact(CONFIG_PATH));
  const place = { file: CONFIG_PATH, line: 1, column: 1 };
  return kind === 'file' ? [{ name: 'file', does: 'is too large to be read here', place }] : [];
}
