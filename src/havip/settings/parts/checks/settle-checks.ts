import type { ParsedHavip } from '../../havip-schema.ts';
import { defined } from '../defined.ts';
import { type CheckProbe, type CheckSettings, ONLY_CHECK, type TrackedSettings } from './check-types.ts';

type Sound<K extends keyof ParsedHavip> = Exclude<ParsedHavip[K], undefined>;
type Named = Sound<'checks'>[number];

/** `check` is a list of one, of a name of ours. */
export function settleChecks({ check, checks }: ParsedHavip): readonly CheckSettings[] {
  if (checks !== undefined) return checks.map(settleCheck);
  return check === undefined
    ? []
    : [settleCheck({ ...check, name: ONLY_CHECK, weight: 0, init_fail: false })];
}

function settleCheck({ user, init_fail, ...check }: Named): CheckSettings {
  const { name, interval, timeout, fall, rise, weight, ...probe } = check;
  return {
    ...settleProbe(probe),
    ...{ name, interval, timeout, fall, rise, weight },
    ...defined({ user }),
    ...(init_fail && { init_fail }),
  };
}

function settleProbe({
  process,
  tcp,
  http,
  script,
}: Pick<Named, 'process' | 'tcp' | 'http' | 'script'>): CheckProbe {
  if (process !== undefined) return { process };
  if (tcp !== undefined) return { tcp };
  return http === undefined ? { script: script ?? '' } : { http };
}

export function settleTracked({
  track_interface: interfaces = [],
  track_process: processes = [],
  track_file: files = [],
}: ParsedHavip): TrackedSettings {
  return {
    interfaces,
    processes: processes.map(({ name, process, full_command, weight, quorum, ...rest }) => ({
      ...{ name, process, full_command, weight, quorum },
      ...defined(rest),
    })),
    files: files.map(({ name, file, weight, init_file }) => ({
      ...{ name, file, weight },
      ...defined({ init_file }),
    })),
  };
}
