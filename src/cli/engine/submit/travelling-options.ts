import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Json } from '../../../rollout/json.ts';
import type { PlaybookCommand } from '../../prepare/prepare-run.ts';

export type RunOptions = PlaybookCommand<string>['options'];

/** What decides what is done, and how hosts are reached; the rest decides how it is shown. */
const TRAVELLING = [
  'limit',
  'tags',
  'skipTags',
  'extraVars',
  'user',
  'privateKey',
  'become',
  'becomeUser',
  'acceptNewHostKeys',
  'connectTimeout',
  'connectTimeoutSaid',
  'verify',
  'skipPreflight',
  'lockWait',
  'drills',
  'repeat',
  'to',
  'allowDowngrade',
  'returnToPrimary',
  'replaceConfig',
  'startAt',
  'forks',
] as const satisfies readonly (keyof RunOptions)[];

/** What cannot be done elsewhere, and why. */
const HERE_ALONE = {
  check: ['--check', 'it changes nothing, and needs no worker'],
  out: ['--out', 'it changes nothing, and needs no worker'],
  plan: ['--plan', 'a plan is carried out by who has the file'],
  resume: ['--resume', 'a rollout on an engine goes on by itself'],
  step: ['--step', 'nobody can be asked on a worker'],
  askPass: ['--ask-pass', 'nobody can be asked on a worker'],
  askBecomePass: ['--ask-become-pass', 'nobody can be asked on a worker'],
  log: ['--log', 'programs are sent by workers'],
} as const satisfies Partial<Record<keyof RunOptions, readonly [string, string]>>;

/** Options as a worker gets them; those that mean nothing there are refused. */
export function travellingOptions(options: RunOptions): Outcome<Record<string, Json>> {
  const wrong = Object.entries(HERE_ALONE).filter(
    ([key]) => options[key as keyof typeof HERE_ALONE] !== undefined && options[key as 'check'] !== false,
  );
  const [first] = wrong;
  if (first !== undefined) {
    const [, [, why]] = first;
    return failure({
      code: 'usage.not-with-engine',
      summary: `${wrong.map(([, [name]]) => name).join(' and ')} cannot be given with --engine: ${why}`,
      fix: 'Leave it out. A password belongs into a vault, whose password the workers have: `havip-deploy vault encrypt-string`.',
    });
  }
  return success(
    Object.fromEntries(
      TRAVELLING.flatMap((key) => {
        const value = options[key];
        return value === undefined ? [] : [[key, value as Json]];
      }),
    ),
  );
}
