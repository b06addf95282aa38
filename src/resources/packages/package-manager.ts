import { quote } from '../../core/programs/shell.ts';
import type { Fact } from '../fact.ts';
import { compareDebianVersions, compareRpmVersions } from './version.ts';

/** Which tool installs packages; `none` where neither is there. */
export type PackageManager = 'yum' | 'dnf' | 'apt' | 'none';

/** Picks the tool: yum and dnf before apt, because an RPM system may carry apt's tools, not the reverse. */
const DETECT = `if command -v yum >/dev/null; then manager=yum
elif command -v dnf >/dev/null; then manager=dnf
elif command -v apt-get >/dev/null; then manager=apt
else manager=none; fi`;

/** What is installed of one package. */
export interface InstalledPackage {
  /** What the machine has. */
  readonly manager: PackageManager;
  /** `[epoch:]version-release` as the package manager writes it; undefined when not installed. */
  readonly version: string | undefined;
}

/** The package manager, and the installed version of a package. */
export function installedPackageFact(name: string): Fact<InstalledPackage> {
  const query = quote(name);
  return {
    id: `package:${name}`,
    plain: true,
    program: `${DETECT}
echo "$manager"
case $manager in
  yum|dnf) rpm -q --qf '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n' ${query} ;;
  apt) dpkg-query -W -f '\${db:Status-Abbrev}\${Version}\\n' ${query} | sed -n 's/^[a-z]i *//p' ;;
esac`,
    parse: (output) => {
      const [manager = 'none', version = ''] = output.split('\n');
      return {
        manager: asManager(manager),
        version: /^[0-9]+:|^[0-9]/.test(version) ? version.replace(/^0:/, '') : undefined,
      };
    },
  };
}

/** What the configured repositories offer of one package. */
export interface PackageCandidates {
  /** Each version on offer, in the order to choose from: apt's own choice, then newest first. */
  readonly versions: readonly string[];
  /** What the package manager said, for the error when there is nothing. */
  readonly said: string;
}

/**
 * `yum list NAME`, or apt's table; asks the repositories, so it is read only when it decides something.
 * apt, unlike yum, refreshes what it knows only when told, and offers what the archive has long replaced.
 */
export function packageCandidatesFact(name: string): Fact<PackageCandidates> {
  const query = quote(name);
  return {
    id: `package-candidates:${name}`,
    lasting: true,
    forChange: true,
    program: `${DETECT}
echo "$manager"
case $manager in
  yum|dnf) $manager -q list --showduplicates ${query} 2>&1 ;;
  apt)
    timeout 60 apt-get update -qq 2>&1
    apt-cache policy ${query} | grep '^ *Candidate:'
    offered=$(apt-cache madison ${query})
    if [ -n "$offered" ]; then printf '%s\\n' "$offered"; else apt-get -s -qq install ${query} 2>&1; fi ;;
esac`,
    parse: (output) => {
      const at = output.indexOf('\n');
      const manager = asManager(output.slice(0, at));
      const said = output.slice(at + 1).trim();
      if (manager === 'apt') return { versions: aptVersions(name, said), said };
      return { versions: newestFirst(manager, yumVersions(name, said)), said };
    },
  };
}

/**
 * Why the package manager would not find a package, in its own words; undefined when it would, or when it says
 * something else, such as that it cannot reach a repository. By a rehearsal of the installation, because more than a
 * package's name can be asked for: what another provides, a version without its release. Asks the repositories.
 */
export function notOfferedFact(asked: Asked): Fact<string | undefined> {
  const [rpm, deb] = [quote(pinned('yum', asked)), quote(pinned('apt', asked))];
  return {
    id: `package-not-offered:${pinned('apt', asked)}`,
    lasting: true,
    forChange: true,
    program: `${DETECT}
export LC_ALL=C
case $manager in
  yum|dnf) timeout 120 $manager --assumeno install ${rpm} 2>&1 || true ;;
  apt) timeout 60 apt-get update -qq 2>&1 || true; apt-get -s -qq install ${deb} 2>&1 || true ;;
esac`,
    parse: (output) =>
      output
        .split('\n')
        .map((line) => line.trim())
        .find((line) => NOT_FOUND.test(line)),
  };
}

/** A package, in a version or in any. */
export interface Asked {
  readonly package: string;
  readonly version?: string | undefined;
}

/** What yum 3 and 4, dnf and apt say of a package or version that no repository has. */
const NOT_FOUND =
  /^No package .* available\.?$|^No match for argument: |^(?:Error: )?Unable to find a match: |^E: Unable to locate package |^E: Package .* has no installation candidate$|^E: Version .* for .* was not found$/;

/** The argument for the package manager. */
export function pinned(manager: PackageManager, { package: name, version }: Asked): string {
  if (version === undefined) return name;
  return manager === 'apt' ? `${name}=${version}` : `${name}-${version.replace(/^\d+:/, '')}`;
}

/** Rows such as `nginx.x86_64  1.22.1-4.el9  baseos`; yum breaks long ones over lines. dnf 5 writes `packages`. */
function yumVersions(name: string, said: string): string[] {
  const at = said.search(/^Available packages/im);
  if (at === -1) return [];
  const row = new RegExp(`^${escapeRegExp(name)}\\.\\S+\\s+(\\S+)\\s+\\S+`, 'gm');
  return [...said.slice(at).matchAll(row)].map((match) => match[1] ?? '');
}

/**
 * Rows such as `nginx | 1.22.1-9 | http://… Packages`; a row of `Sources` cannot be installed.
 * The candidate is what apt would take by the priorities that its archives have;
 * `(none)`: what there is has been forbidden.
 */
function aptVersions(name: string, said: string): string[] {
  const row = new RegExp(`^ *${escapeRegExp(name)} +\\| +(\\S+) +\\|.* Packages$`, 'gm');
  const versions = newestFirst(
    'apt',
    [...said.matchAll(row)].map((match) => match[1] ?? ''),
  );
  const candidate = /^ *Candidate: (\S+)$/m.exec(said)?.[1] ?? '';
  if (candidate === '(none)') return [];
  return versions.includes(candidate) ? [...new Set([candidate, ...versions])] : versions;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function newestFirst(manager: PackageManager, versions: readonly string[]): string[] {
  return [...new Set(versions)].sort((a, b) => -comparePackageVersions(manager, a, b));
}

/** Compares two versions as the package manager does. */
export function comparePackageVersions(manager: PackageManager, a: string, b: string): number {
  if (manager === 'apt') return compareDebianVersions(a, b);
  const [left, right] = [splitEvr(a), splitEvr(b)];
  return (
    left.epoch - right.epoch ||
    compareRpmVersions(left.version, right.version) ||
    compareRpmVersions(left.release, right.release)
  );
}

/** The version that upstream gave: no epoch, no distribution's release. */
export function upstreamVersion(version: string): string {
  return splitEvr(version).version;
}

function splitEvr(evr: string): { epoch: number; version: string; release: string } {
  const match = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(evr);
  return { epoch: Number(match?.[1] ?? 0), version: match?.[2] ?? evr, release: match?.[3] ?? '' };
}

function asManager(word: string): PackageManager {
  return word === 'yum' || word === 'dnf' || word === 'apt' ? word : 'none';
}
