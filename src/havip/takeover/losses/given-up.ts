import type { ReplaceConfig } from '../../../api/types.ts';
import { formatPlace, type Place, type Problem } from '../../../core/problem.ts';
import type { Loss } from './loss.ts';

/** Most losses that are told one by one. */
const MOST_TOLD = 20;

/** What would be lost and is not given up: by its whole name, or by its keyword for all of a kind. */
export function notGivenUp(losses: readonly Loss[], givenUp: ReplaceConfig): readonly Loss[] {
  if (givenUp === 'all') return [];
  return losses.filter(
    ({ name }) => !givenUp.some((given) => given === name || name.startsWith(`${given} `)),
  );
}

/** A statement with its line on the host. */
export function nameAt(name: string, place: Place): string {
  return `${name} (${formatPlace(place).replace(/:\d+$/, '')})`;
}

/** Each loss in a line: name, place on the host, what it does. */
export function lossLines(losses: readonly Loss[]): readonly string[] {
  const told = losses.slice(0, MOST_TOLD).map(({ name, does, place }) => `${nameAt(name, place)}: ${does}`);
  return losses.length > MOST_TOLD ? [...told, `and ${losses.length - MOST_TOLD} more`] : told;
}

/** That replacing a file would lose something nobody has described or given up; `isOurs`: we have written it. */
export function wouldBeLost(path: string, losses: readonly Loss[], isOurs: boolean): Omit<Problem, 'host'> {
  const names = [...new Set(losses.map(({ name }) => name))];
  return {
    code: 'host.config-would-be-lost',
    summary: `replacing ${path} would lose ${losses.length === 1 ? 'something' : `${losses.length} things`} that the inventory does not describe`,
    detail: [
      `${isOurs ? 'havip-deploy wrote the configuration that is in place, by an inventory that said more than this one, or somebody has added to it since' : 'Somebody else wrote the configuration that is in place'}. The new one would not have:`,
      ...lossLines(losses).map((line) => `  ${line}`),
      'Nothing was changed.',
    ].join('\n'),
    fix: `Describe it in the inventory where it can be (havip.addresses with label, scope or dev, checks, track_process, notify.email, preempt), or give it up: --replace-config for all of it, --replace-config='${names.slice(0, 3).join(',')}' by name. A copy stays in the run's journal.`,
  };
}

/** What is lost on purpose, for the plan. */
export function givenUpWords(losses: readonly Loss[]): string {
  return `gives up ${lossLines(losses).join('; ')}`;
}
