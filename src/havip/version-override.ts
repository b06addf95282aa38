import type { Problem } from '../core/problem.ts';
import type { Cluster } from '../inventory/types.ts';
import { comparePackageVersions, upstreamVersion } from '../resources/packages/package-manager.ts';
import type { VersionOverride } from './context.ts';
import type { HavipRequest } from './request.ts';

/** What is wrong with the version that was asked for, before any host is asked. */
export function wishProblems(wish: VersionOverride | undefined, clusters: readonly Cluster[]): Problem[] {
  const version = wish?.version;
  if (version === undefined) return [];
  if (!/^\d[A-Za-z0-9.+~:^_-]*$/.test(version)) {
    return [
      {
        code: 'usage.bad-version',
        summary: `--to ${version} is no version`,
        fix: 'Give one such as 2.3.3, or as the package manager writes it, such as 1:2.2.7-1+b2.',
      },
    ];
  }
  return clusters.flatMap(({ name, havip: { install } }) =>
    comparePackageVersions('none', upstreamVersion(version), install.min_version) >= 0
      ? []
      : [
          {
            code: 'usage.below-minimum' as const,
            summary: `--to ${version} is older than ${name}'s havip.install.min_version, ${install.min_version}`,
            detail: 'The next `up` would find it too old and install another one.',
            fix: 'Name a newer version, or lower havip.install.min_version first.',
          },
        ],
  );
}

/** For each cluster whose inventory names another version than it now gets: that, and how to mend it. */
export function stalePins(
  { install, inventory }: Pick<HavipRequest, 'install' | 'inventory'>,
  clusters: readonly Cluster[],
): string[] {
  const version = install?.version;
  if (version === undefined) return [];
  return clusters.flatMap(({ name, havip, members: [first] }) => {
    const named = havip.install.version;
    if (named === undefined || sameVersion(version, named)) return [];
    const place = first && inventory.placeOf(first.host.name, 'havip');
    const where = place === undefined ? '' : ` (havip at ${place.file}:${place.line})`;
    return [
      `${name}: the inventory still says install.version ${named}${where}: make it ${version} or take it out, or the next \`up\` will want ${named} again`,
    ];
  });
}

/** Whether an installed or offered version is the one that is named: whole, without epoch, or upstream's part. */
export function sameVersion(version: string, named: string): boolean {
  return [version, version.replace(/^\d+:/, ''), upstreamVersion(version)].includes(named);
}
