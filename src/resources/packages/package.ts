import type { z } from 'zod';
import type { Problem } from '../../core/problem.ts';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { packageName, word } from '../define/options/option-types.ts';
import type { PlanContext, Planned } from '../resource.ts';
import {
  type InstalledPackage,
  installedPackageFact,
  notOfferedFact,
  type PackageManager,
  packageCandidatesFact,
  pinned,
} from './package-manager.ts';
import { keepBeside, noteArrivals, packageBack, removeArrivals, stopArrivals } from './package-undo.ts';

const packageOptions = {
  package: packageName.describe('Its name, as the package manager has it.'),
  version: word
    .optional()
    .meta({ examples: ['1.18.0-6.el9'] })
    .describe(
      'Exactly this `[epoch:]version-release`; default: whatever is installed, else the newest that is offered.',
    ),
} as const;

type PackageOptions = z.output<z.ZodObject<typeof packageOptions>>;

/** An installed package. */
export const packageInstalled = defineResource({
  kind: 'package',
  call: 'packageInstalled',
  summary: 'An installed package, by yum, dnf or apt-get, whichever the machine has.',
  notes:
    'On Debian a package is kept from starting and restarting its own services: when a service restarts is for the playbook to say. An undo removes what the installation brought along, or brings the older version back.',
  example: "packageInstalled({ package: 'nginx' })",
  options: packageOptions,
  key: (options) => options.package,
  facts: (options) => [installedPackageFact(options.package)],
  plan: (options, context) => planPackage(options, context),
  owesItself: true,
});

function planPackage(options: PackageOptions, context: PlanContext): Planned {
  const { manager, version }: InstalledPackage = context.facts.get(installedPackageFact(options.package));
  if (version !== undefined && (options.version === undefined || version === options.version)) {
    return { state: 'unchanged', reason: `${version} is installed` };
  }
  if (manager === 'none') {
    return {
      state: 'blocked',
      problem: {
        code: 'host.no-package-manager',
        summary: `no package manager to install ${options.package} with`,
        detail: 'Neither yum, dnf nor apt-get is on the machine.',
        fix: `Install ${options.package} by hand.`,
      },
    };
  }
  const why = notOffered(options, context);
  if (why !== undefined) return { state: 'blocked', problem: notOfferedProblem(options, why) };
  const wanted = options.version ?? 'newest';
  return {
    state: 'change',
    reason: version === undefined ? 'not installed' : `${version} -> ${wanted}`,
    diff: `${options.package}: ${version ?? 'not installed'} -> ${wanted} (${manager})`,
    script: install(options, manager, version),
    undo: { when: 'reverse', script: undoInstall(manager, options.package, version) },
    noticedBy: version === undefined ? 'nobody' : 'notified',
    ahead: { name: 'its download', script: download(manager, pinned(manager, options)), undo: ':' },
  };
}

/** Why it is not to be had; not asked after a step that changes something, for that may add a repository. */
function notOffered(options: PackageOptions, { facts, changing }: PlanContext): string | undefined {
  if (changing) return undefined;
  const { package: name, version } = options;
  if (version !== undefined && facts.get(packageCandidatesFact(name)).versions.includes(version))
    return undefined;
  return facts.get(notOfferedFact(options));
}

function notOfferedProblem({ package: name, version }: PackageOptions, said: string): Problem {
  const what = version === undefined ? name : `${name} in version ${version}`;
  return {
    code: 'host.package-not-offered',
    summary: `no repository of the machine offers ${what}`,
    detail: `The package manager says: ${said}`,
    fix:
      version === undefined
        ? 'Correct the name, or add the repository that has it, in a step before this one.'
        : 'Correct name and version, leave the version out for the newest, or add the repository that has it, in a step before this one.',
  };
}

function install(
  { package: name, version }: PackageOptions,
  manager: Exclude<PackageManager, 'none'>,
  before: string | undefined,
): string {
  return [
    'owe',
    ...(before === undefined ? [] : [keepBeside(manager, name)]),
    noteArrivals(
      manager,
      name,
      installScript(manager, [pinned(manager, { package: name, version })], before !== undefined),
    ),
    // On Debian they were kept from it.
    ...(manager === 'apt' || before !== undefined ? [] : [stopArrivals(name)]),
  ].join('\n');
}

function undoInstall(
  manager: Exclude<PackageManager, 'none'>,
  name: string,
  before: string | undefined,
): string {
  return before === undefined
    ? removeArrivals(manager, name, name)
    : packageBack(manager, name, before, exactly(manager, name, before));
}

/** POSIX sh that installs exactly this version in place of another, older or newer. */
export function exactly(manager: Exclude<PackageManager, 'none'>, name: string, version: string): string {
  return installScript(manager, [pinned(manager, { package: name, version })], true);
}

/**
 * POSIX sh that installs packages without a question. On Debian, where a package starts and restarts
 * its own services, it is kept from doing so: when a service restarts is the orchestrator's decision.
 */
export function installScript(
  manager: PackageManager,
  packages: readonly string[],
  replacing = false,
): string {
  const names = packages.map(quote).join(' ');
  if (manager !== 'apt') return `${manager} -q -y install ${names}`;
  return `${KEEP_SERVICES}
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
if [ -n "$(dpkg --audit)" ]; then dpkg --force-confold --configure -a || true; fi
${aptInstall(replacing)} ${names}`;
}

function aptInstall(replacing: boolean): string {
  const options = [
    '-q -y --no-install-recommends',
    // A machine that has just started is often at its own updates.
    '-o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold',
    ...(replacing ? ['--allow-downgrades'] : []),
  ];
  return `apt-get ${options.join(' ')} install`;
}

/**
 * POSIX sh that fetches what an installation will need, and installs nothing. yum 3 calls that an early end,
 * and before CentOS 7 it has to be taught it.
 */
function download(manager: Exclude<PackageManager, 'none'>, name: string): string {
  if (manager === 'apt') return `${aptInstall(true)} --download-only ${quote(name)}`;
  return `said=$(LC_ALL=C ${manager} -y install --downloadonly ${quote(name)} 2>&1) || case $said in
  *'"Download Only" specified'* | *'no such option'*) ;;
  *) printf '%s\\n' "$said"; exit 1 ;;
esac`;
}

/**
 * POSIX sh: until this shell ends, Debian's packages start, restart and stop no service. A policy that
 * somebody has made stays theirs. Ours allows everything once its maker is gone, should it be left by a
 * power cut, and the next one replaces it.
 */
export const KEEP_SERVICES = `policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ] || grep -q '^# havip-deploy' $policy; then
  trap 'rm -f $policy' EXIT
  trap 'exit 143' HUP INT TERM
  printf '#!/bin/sh\\n# havip-deploy, while it installs\\n[ ! -d /proc/%s ] || exit 101\\n' $$ > $policy; chmod 755 $policy
fi`;
