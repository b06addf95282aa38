import { failure, type Outcome, success } from '../../core/outcome.ts';
import { didYouMean } from '../../core/text/nearest.ts';
import type { DrillName } from '../settings/havip-types.ts';
import type { Scenario } from './scenario.ts';
import { check } from './scenarios/check.ts';
import { crash } from './scenarios/crash.ts';
import { freeze } from './scenarios/freeze.ts';
import { fwreload } from './scenarios/fwreload.ts';
import { isolate } from './scenarios/isolate.ts';
import { link } from './scenarios/link.ts';
import { netreload } from './scenarios/netreload.ts';
import { oom } from './scenarios/oom.ts';
import { partition } from './scenarios/partition.ts';
import { pause } from './scenarios/pause.ts';
import { reboot } from './scenarios/reboot.ts';
import { restart } from './scenarios/restart.ts';
import { stop } from './scenarios/stop.ts';
import { upgradePackage } from './scenarios/upgrade-package.ts';

/** By its name: what the inventory takes and nobody has written does not compile. */
const BY_NAME: Readonly<Record<DrillName, Scenario>> = {
  ...{ stop, restart, crash, oom, freeze, pause, isolate, partition, link },
  ...{ netreload, fwreload, check, 'upgrade-package': upgradePackage, reboot },
};

/** Every failure that a drill can cause. */
export const scenarios: readonly Scenario[] = Object.values(BY_NAME);

/** The scenario of that name, or a problem that lists the known ones. */
export function findScenario(name: string): Outcome<Scenario> {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return success(found);
  const known = scenarios.map((scenario) => scenario.name);
  return failure({
    code: 'vars.unknown-drill',
    summary: `There is no drill "${name}"`,
    fix: `In verify.drills or --drills, ${didYouMean(name, known)}`,
  });
}
