import { quote } from '../core/shell.ts';
import { installedPackageFact, type PackageManager } from './package-manager.ts';
import { rememberPending } from './pending.ts';
import type { Notification, Resource, ResourceOptions } from './resource.ts';

export interface PackageOptions extends ResourceOptions {
  readonly package: string;
  /** Exactly this `[epoch:]version-release`; default: whatever is installed, else the newest on offer. */
  readonly version?: string;
  readonly notify?: Notification;
}

/** An installed package. */
export function packageInstalled(options: PackageOptions): Resource {
  const fact = installedPackageFact(options.package);
  return {
    id: `package:${options.package}`,
    name: options.name ?? `package ${options.package}`,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) => {
      const { manager, version } = facts.get(fact);
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
      const wanted = options.version ?? 'newest';
      return {
        state: 'change',
        reason: version === undefined ? 'not installed' : `${version} is installed`,
        diff: `${options.package}: ${version ?? 'not installed'} -> ${wanted} (${manager})`,
        script: [
          ...(options.notify === undefined ? [] : [rememberPending(options.notify)]),
          installScript(manager, [pinned(manager, options.package, options.version)], version !== undefined),
        ].join('\n'),
        ...(options.notify === undefined ? {} : { notify: options.notify }),
      };
    },
  };
}

function pinned(manager: PackageManager, name: string, version: string | undefined): string {
  if (version === undefined) return name;
  return manager === 'apt' ? `${name}=${version}` : `${name}-${version.replace(/^\d+:/, '')}`;
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
  const downgrade = replacing ? '--allow-downgrades ' : '';
  return `policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy; chmod 755 $policy
fi
DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends ${downgrade}-o Dpkg::Options::=--force-confold install ${names}`;
}
