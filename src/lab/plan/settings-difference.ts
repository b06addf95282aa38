import { resolve } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import type { LabState } from '../record/state.ts';
import type { LabSettings } from './options.ts';

/** What a person reads for each setting that a running lab cannot change. */
const TITLES = {
  clusters: 'clusters',
  witness: 'witness',
  yum: 'releases that yum offers',
  login: 'login',
  passwordInInventory: 'password in the inventory',
  cloud: 'use of the cloud',
  engine: 'PostgreSQL',
  cacheDirectory: 'cache directory',
} as const satisfies Partial<Record<keyof LabSettings, string>>;

/** How the lab that is there differs from the one that is asked for, a problem each. */
export function differingSettings(existing: LabState, wanted: LabSettings): readonly Problem[] {
  const keys = Object.keys(TITLES) as (keyof typeof TITLES)[];
  const differing = keys
    .filter((key) => shown(existing.settings[key]) !== shown(wanted[key]))
    .map((key) => problem(wanted.name, TITLES[key], shown(existing.settings[key]), shown(wanted[key])));
  const directory = wanted.directory === null ? existing.directory : resolve(wanted.directory);
  if (directory !== existing.directory)
    differing.push(problem(wanted.name, 'directory', existing.directory, directory));
  return differing;
}

function shown(value: LabSettings[keyof typeof TITLES] | undefined): string {
  // A record of an earlier program lacks what that one did not know.
  if (value === undefined) return shown(false);
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function problem(lab: string, title: string, existing: string, wanted: string): Problem {
  return {
    code: 'usage.lab-differs',
    summary: `lab "${lab}" is there already with another setting`,
    detail: `Its ${title}: ${existing}. Asked for: ${wanted}.`,
    fix: `Run \`havip-deploy lab down --name ${lab}\` first, or give the new one another --name.`,
  };
}
