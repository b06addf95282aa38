/** -1, 0 or 1 for two dotted release numbers of keepalived, such as `2.2.7`. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) =>
    release.split('.').map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** The three numbers of a release as people write it: `2.2`, `v2.2.7` or a package's `1:2.2.7-1`; null for anything else. */
export function normalRelease(text: string): string | null {
  const match = /^(?:\d+:)?v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+~].*)?$/.exec(text);
  return match === null ? null : `${match[1]}.${match[2]}.${match[3] ?? '0'}`;
}

/** Whether the release is older than the bound; an unknown one may be. */
export function mayBeOlder(release: string | undefined, bound: string): boolean {
  return release === undefined || compareReleases(release, bound) < 0;
}

/** Whether the release is the bound or newer; an unknown one may be. */
export function mayBeAtLeast(release: string | undefined, bound: string): boolean {
  return release === undefined || compareReleases(release, bound) >= 0;
}

/** The release in what `keepalived -v` prints on stderr, or null where it names none. */
export function releaseOf(versionOutput: string): string | null {
  return /Keepalived v(\d+\.\d+\.\d+)/.exec(versionOutput)?.[1] ?? null;
}

/** What it is built with, in what `keepalived -v` prints; undefined where it does not say so (before 2.0). */
export function buildOptionsOf(versionOutput: string): readonly string[] | undefined {
  return /^Config options:(.*)$/m.exec(versionOutput)?.[1]?.trim().split(/\s+/);
}
