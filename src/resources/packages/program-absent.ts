import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { packageName, programName } from '../define/options/option-types.ts';
import { KEEP_SERVICES } from './package.ts';
import { installedPackageFact, type PackageManager } from './package-manager.ts';
import { sourceMarkerFact, sourceMarkerPath } from './source-install.ts';

/** A package that is not installed. What it needs of others stays. */
export const packageAbsent = defineResource({
  kind: 'package',
  call: 'packageAbsent',
  summary: 'A package that is not installed.',
  notes: 'What it needs of others stays. On Debian it is purged.',
  example: "packageAbsent({ package: 'telnet' })",
  options: { package: packageName.describe('Its name, as the package manager has it.') },
  key: (options) => options.package,
  facts: (options) => [installedPackageFact(options.package)],
  plan: (options, { facts }) => {
    const { manager, version } = facts.get(installedPackageFact(options.package));
    if (version === undefined || manager === 'none') return { state: 'unchanged', reason: 'not installed' };
    return {
      state: 'change',
      reason: `${version} is installed`,
      diff: `${options.package}: ${version} -> not installed (${manager})`,
      script: removal(manager, quote(options.package)),
    };
  },
});

function removal(manager: Exclude<PackageManager, 'none'>, name: string): string {
  return manager === 'apt' ? `${KEEP_SERVICES}\ndpkg --purge ${name}` : `rpm -e ${name}`;
}

/** What a build from source put onto the machine, by its own record, is not there. */
export const buildAbsent = defineResource({
  kind: 'source',
  call: 'buildAbsent',
  summary: 'What `sourceInstalled` put onto the machine, by its own record, is not there.',
  example: "buildAbsent({ program: 'haproxy' })",
  options: { program: programName.describe('As in `sourceInstalled`.') },
  key: ({ program }) => program,
  title: ({ program }) => `${program} from source`,
  facts: ({ program }) => [sourceMarkerFact(program)],
  plan: ({ program }, { facts }) => {
    const { version } = facts.get(sourceMarkerFact(program));
    if (version === undefined) return { state: 'unchanged', reason: 'not built here' };
    const marker = quote(sourceMarkerPath(program));
    return {
      state: 'change',
      reason: `${version} was built here`,
      diff: `${program}: ${version} (source) -> not there`,
      // A line of the record is `file=HASH  PATH`; the record itself goes last.
      script: `sed -n 's/^file=[0-9a-f]*  //p' ${marker} | while IFS= read -r path; do rm -f "$path"; done\nrm -f ${marker}`,
    };
  },
});
