import { didYouMean } from '../core/nearest.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Scenario } from './scenario.ts';
import { restart } from './scenarios/restart.ts';
import { stop } from './scenarios/stop.ts';

/** Every failure that a drill can cause. */
export const scenarios: readonly Scenario[] = [stop, restart];

/** The scenario of that name, or a problem that lists the known ones. */
export function findScenario(name: string): Outcome<Scenario> {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return success(found);
  const known = scenarios.map((scenario) => scenario.name);
  return failure({
    code: 'vars.unknown-drill',
    summary: `There is no drill "${name}"`,
    fix: `In verify.drills, ${didYouMean(name, known)}`,
  });
}
