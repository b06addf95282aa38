import { isConverging, type Play } from '../../api/types.ts';
import { isSelected } from '../../engine/plan.ts';
import type { UnitRun } from '../unit/unit.ts';

/**
 * Whether a play is about a unit: the one place where that is asked, for every kind of play. A play that makes
 * hosts what they should be is chosen from step by step, any other as a whole.
 */
export function isAbout({ unit, inPlay, request }: UnitRun, play: Play): boolean {
  const hosts = inPlay.get(play);
  if (!unit.hosts.some((host) => hosts?.has(host))) return false;
  return isConverging(play) || isSelected(request.selection, play.tags);
}
