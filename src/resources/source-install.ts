import { z } from 'zod';
import { commandLine, quote } from '../core/shell.ts';
import { defineResource } from './define/define-resource.ts';
import { packageName, posixShell, programName, sha256, text, word } from './define/option-types.ts';
import { type Fact, parsePairs } from './fact.ts';
import { exactly, installScript, KEEP_SERVICES } from './package.ts';
import { type InstalledPackage, installedPackageFact, type PackageManager } from './package-manager.ts';
import { noteArrivals, packageBack, removeArrivals } from './package-undo.ts';
import { fileName, STATE_DIRECTORY } from './paths.ts';
import type { Planned } from './resource.ts';

const names = z.array(packageName).readonly();

const sourceOptions = {
  program: programName.describe('The program that the build brings; also names the record of the build.'),
  version: word.describe('Shown, and written into the record.'),
  tarball: z
    .union(
      [z.strictObject({ url: word }).readonly(), z.strictObject({ path: word }).readonly()],
      "must be { url: 'https://…' } or { path: 'a file on this machine' }",
    )
    .describe('Where the source comes from: fetched by the machine, or sent from this one.'),
  sha256: sha256.describe('Of the tarball; with any other nothing is unpacked.'),
  configure: z.array(text).readonly().describe('Arguments of its `./configure`.'),
  buildDependencies: z
    .strictObject({ yum: names, dnf: names, apt: names })
    .readonly()
    .describe('Packages that the build needs, by package manager.'),
  canBuild: posixShell.describe('Succeeds where the build can go ahead with what is there, however it came.'),
} as const;

type SourceInstallOptions = z.output<z.ZodObject<typeof sourceOptions>>;

/** What an earlier build left on record, as far as it still holds. */
export interface SourceMarker {
  /** Of what was built. */
  readonly version: string | undefined;
  /** Of the tarball. */
  readonly sha256: string | undefined;
  /** The arguments of `configure`. */
  readonly configure: string | undefined;
}

/** The record of a build; empty when none was made or an installed file has changed since. */
export function sourceMarkerFact(program: string): Fact<SourceMarker> {
  const marker = quote(sourceMarkerPath(program));
  return {
    id: `source:${program}`,
    program: `[ -r ${marker} ] && sed -n 's/^file=//p' ${marker} | sha256sum --quiet -c >/dev/null && grep -v '^file=' ${marker}`,
    parse: (output) => {
      const { version, sha256, configure } = parsePairs(output);
      return { version, sha256, configure };
    },
  };
}

/** Where it is recorded what a build has installed. */
export function sourceMarkerPath(program: string): string {
  return `${STATE_DIRECTORY}/source-${fileName(program)}`;
}

/** A program built on the machine itself from a tarball whose hash is known. */
export const sourceInstalled = defineResource({
  kind: 'source',
  call: 'sourceInstalled',
  summary: 'A program built on the machine itself from a tarball whose SHA-256 is known.',
  notes:
    'Everything is built and staged before the first file of the running system is touched. A package of the same name is taken over: its configuration and its running daemon stay. A configuration in place is never replaced by the sample of the tarball.',
  example: `sourceInstalled({
  program: 'haproxy',
  version: '3.0.5',
  tarball: { url: 'https://mirror.example.com/haproxy-3.0.5.tar.gz' },
  sha256: 'ae38221e85aeba038a725efbef5bfe5e76671ba7959e5eb74c39fd079e5d002a',
  configure: ['--prefix=/usr'],
  buildDependencies: { yum: ['gcc', 'make'], dnf: ['gcc', 'make'], apt: ['build-essential'] },
  canBuild: 'command -v gcc && command -v make',
})`,
  options: sourceOptions,
  key: ({ program }) => program,
  title: ({ program, version }) => `${program} ${version} from source`,
  facts: ({ program }) => [sourceMarkerFact(program), installedPackageFact(program)],
  plan: (options, { facts }) =>
    planBuild(
      options,
      facts.get(sourceMarkerFact(options.program)),
      facts.get(installedPackageFact(options.program)),
    ),
  owesItself: true,
});

function planBuild(
  options: SourceInstallOptions,
  built: SourceMarker,
  { manager, version: packaged }: InstalledPackage,
): Planned {
  const configure = commandLine(...options.configure);
  if (built.sha256 === options.sha256 && built.configure === configure) {
    return { state: 'unchanged', reason: `built from ${options.sha256.slice(0, 12)}…` };
  }
  return {
    state: 'change',
    reason: built.version === undefined ? 'not built yet' : `${built.version} was built`,
    diff: `${options.program}: ${built.version ?? 'not built'} -> ${options.version} (source, sha256 ${options.sha256})`,
    script: [
      unpackVerified(options),
      installBuildDependencies(options, manager),
      build(configure, options, packaged === undefined ? undefined : manager),
    ].join('\n'),
    keep: [sourceMarkerPath(options.program)],
    undo: { when: 'reverse', script: undoBuild(options, manager, packaged) },
    ...('path' in options.tarball
      ? { uploads: [{ source: options.tarball.path, destination: uploadPath(options) }] }
      : {}),
  };
}

function uploadPath({ program, sha256 }: SourceInstallOptions): string {
  return `${STATE_DIRECTORY}/upload/${fileName(program)}-${sha256.slice(0, 16)}.tar.gz`;
}

/** Only what is missing, so that a machine without repositories but with a compiler can build too. */
function installBuildDependencies(options: SourceInstallOptions, manager: PackageManager): string {
  if (manager === 'none') return ': no package manager, the build dependencies have to be there';
  const names = options.buildDependencies[manager];
  const there =
    manager === 'apt'
      ? `dpkg-query -W -f '\${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^.i'`
      : 'rpm -q "$name" >/dev/null';
  const refresh = manager === 'apt' ? 'apt-get -qq update || true\n' : '';
  return `missing=
for name in ${names.map(quote).join(' ')}; do ${there} || missing="$missing $name"; done
if [ -n "$missing" ] && ! ( ${options.canBuild} ) >/dev/null 2>&1; then
${noteArrivals(manager, label(options), `${refresh}${installScript(manager, [])} $missing`)}
fi`;
}

/** What the build has put in place goes, what it has replaced comes back, and so does a package it took over. */
function undoBuild(
  options: SourceInstallOptions,
  manager: PackageManager,
  packaged: string | undefined,
): string {
  const { program } = options;
  return [
    `if [ -e "${manifest(options)}" ]; then`,
    `  while IFS= read -r path; do put_back "$path"; done < "${manifest(options)}"`,
    'fi',
    `put_back ${quote(sourceMarkerPath(program))}`,
    ...(manager === 'none' || packaged === undefined
      ? []
      : [packageBack(manager, program, packaged, exactly(manager, program, packaged))]),
    ...(manager === 'none' ? [] : [removeArrivals(manager, label(options))]),
  ].join('\n');
}

function label({ program }: SourceInstallOptions): string {
  return `for-${program}`;
}

/** In the journal: every path that the build, or what it takes over, has touched. */
function manifest({ program }: SourceInstallOptions): string {
  return `$journal/manifest-${fileName(program)}`;
}

function unpackVerified(options: SourceInstallOptions): string {
  const fetch =
    'url' in options.tarball
      ? `if command -v curl >/dev/null; then curl -fsSL --connect-timeout 10 --max-time 300 -o source.tar.gz ${quote(options.tarball.url)}
else wget -q -T 60 -O source.tar.gz ${quote(options.tarball.url)}; fi`
      : `mv ${quote(uploadPath(options))} source.tar.gz`;
  return `build=$(mktemp -d /var/tmp/havip-deploy-build.XXXXXX)
trap 'rm -rf "$build"' EXIT
cd "$build"
${fetch}
set -- $(sha256sum < source.tar.gz)
if [ "$1" != ${options.sha256} ]; then
  echo "SHA-256 of the tarball is $1, expected ${options.sha256}: not unpacked"; exit 1
fi
if tar tzf source.tar.gz | grep -Eq '^/|(^|/)\\.\\.(/|$)'; then echo 'the tarball holds paths that lead outside it'; exit 1; fi
mkdir tree; tar xzf source.tar.gz -C tree --strip-components=1 --no-same-owner
cd tree`;
}

/** Everything is built and staged before the first file of the running system is touched. */
function build(
  configure: string,
  options: SourceInstallOptions,
  packagedBy: PackageManager | undefined,
): string {
  const marker = quote(sourceMarkerPath(options.program));
  return [
    `./configure ${configure}`,
    'make -j"$(nproc 2>/dev/null || echo 1)"',
    'make install DESTDIR="$build/stage"',
    'owe',
    'cd "$build/stage"',
    // A configuration in place is never replaced by the sample of the tarball.
    'rm -rf etc',
    `find . -type f -o -type l | sed 's|^\\.||' > "$build/files"`,
    keepReplaced(options, packagedBy),
    // dpkg takes away what stands under the paths of its package, whoever has put it there.
    ...(packagedBy === 'apt' ? [takeOverFromDpkg(options.program)] : []),
    // Renamed into place, because a program that runs cannot be written to; folders that are links stay so.
    `while IFS= read -r path; do
  mkdir -p "\${path%/*}"
  ( enter_beside "$path" && trap leave_beside EXIT && cp -Pp "$build/stage$path" ./new && put_in_place "$path" )
done < "$build/files"`,
    ...(packagedBy === undefined || packagedBy === 'apt' ? [] : [takeOverFromRpm(options.program)]),
    `{ printf 'version=%s\\nsha256=%s\\nconfigure=%s\\n' ${quote(options.version)} ${options.sha256} ${quote(configure)}
  while IFS= read -r path; do [ -L "$path" ] || printf 'file=%s\\n' "$(sha256sum "$path")"; done < "$build/files"
} > ${marker}.new`,
    `mv -f ${marker}.new ${marker}`,
  ].join('\n');
}

/** Into the journal: whatever the build, or the package that makes room for it, leaves otherwise than it was. */
function keepReplaced(options: SourceInstallOptions, packagedBy: PackageManager | undefined): string {
  const owned = packagedBy === 'apt' ? 'dpkg -L' : 'rpm -ql';
  return `{ cat "$build/files"${packagedBy === undefined ? '' : `; ${owned} ${options.program}`}; } | sort -u |
  while IFS= read -r path; do [ -d "$path" ] || printf '%s\\n' "$path"; done > "${manifest(options)}"
while IFS= read -r path; do keep "$path"; done < "${manifest(options)}"`;
}

/**
 * The package goes, its configuration and its running daemon stay: removing it in rpm's usual way would
 * stop the service in the middle of the build and take a configuration that nobody has edited along.
 */
function takeOverFromRpm(program: string): string {
  return `real() { while IFS= read -r path; do readlink -f "$path" || true; done; }
{ rpm -qc ${program}; cat "$build/files"; } | real > "$build/kept"
rpm -ql ${program} | real > "$build/owned"
rpm -e --nodeps --noscripts --justdb ${program}
grep -vxF -f "$build/kept" "$build/owned" | while IFS= read -r path; do [ -d "$path" ] || rm -f "$path"; done`;
}

/** The same of dpkg, which keeps every configuration when it removes. */
function takeOverFromDpkg(program: string): string {
  return `(${KEEP_SERVICES}\ndpkg --force-depends --remove ${program})`;
}
