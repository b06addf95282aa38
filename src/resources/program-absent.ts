import { quote } from '../core/shell.ts';
import { KEEP_SERVICES } from './package.ts';
import { installedPackageFact, type PackageManager } from './package-manager.ts';
import type { Resource, ResourceOptions } from './resource.ts';
import { sourceMarkerFact, sourceMarkerPath } from './source-install.ts';

export interface PackageAbsentOptions extends ResourceOptions {
  readonly package: string;
}

/** A package that is not installed. What it needs of others stays. */
export function packageAbsent(options: PackageAbsentOptions): Resource {
  const fact = installedPackageFact(options.package);
  return {
    id: `package:${options.package}`,
    name: options.name ?? `package ${options.package}`,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) => {
      const { manager, version } = facts.get(fact);
      if (version === undefined || manager === 'none') return { state: 'unchanged', reason: 'not installed' };
      return {
        state: 'change',
        reason: `${version} is installed`,
        diff: `${options.package}: ${version} -> not installed (${manager})`,
        script: removal(manager, quote(options.package)),
      };
    },
  };
}

function removal(manager: Exclude<PackageManager, 'none'>, name: string): string {
  return manager === 'apt' ? `${KEEP_SERVICES}\ndpkg --purge ${name}` : `rpm -e ${name}`;
}

export interface BuildAbsentOptions extends ResourceOptions {
  /** As in `sourceInstalled`. */
  readonly program: string;
}

/** What a build from source put onto the machine, by its own record, is not there. */
export function buildAbsent(options: BuildAbsentOptions): Resource {
  const fact = sourceMarkerFact(options.program);
  const marker = quote(sourceMarkerPath(options.program));
  return {
    id: `source:${options.program}`,
    name: options.name ?? `${options.program} from source`,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) => {
      const { version } = facts.get(fact);
      if (version === undefined) return { state: 'unchanged', reason: 'not built here' };
      return {
        state: 'change',
        reason: `${version} was built here`,
        diff: `${options.program}: ${version} (source) -> not there`,
        // A line of the record is `file=HASH  PATH`; the record itself goes last.
        script: `sed -n 's/^file=[0-9a-f]*  //p' ${marker} | while IFS= read -r path; do rm -f "$path"; done\nrm -f ${marker}`,
      };
    },
  };
}
