import { createHash } from 'node:crypto';
import { quote } from '../../core/programs/shell.ts';
import { fileName, STATE_DIRECTORY } from '../paths.ts';
import { exactly, installScript, KEEP_SERVICES } from './package.ts';
import type { PackageManager } from './package-manager.ts';
import { noteArrivals, packageBack, removeArrivals } from './package-undo.ts';

/** A program to be built from source on one machine. */
export interface SourceBuild {
  readonly program: string;
  readonly version: string;
  readonly tarball: { readonly url: string } | { readonly path: string };
  readonly sha256: string;
  /** Arguments of its `./configure`, quoted. */
  readonly configure: string;
  readonly buildDependencies: Readonly<Record<Exclude<PackageManager, 'none'>, readonly string[]>>;
  /** POSIX sh. */
  readonly canBuild: string;
  readonly manager: PackageManager;
  /** Version of the package of that name, where there is one. */
  readonly packaged: string | undefined;
}

/** Where it is recorded what a build has installed. */
export function sourceMarkerPath(program: string): string {
  return `${STATE_DIRECTORY}/source-${fileName(program)}`;
}

/** Where a tarball of the control machine is found. */
export function uploadPath({ program, sha256 }: SourceBuild): string {
  return `${STATE_DIRECTORY}/upload/${fileName(program)}-${sha256.slice(0, 16)}.tar.gz`;
}

/** Only what is missing, so that a machine without repositories but with a compiler can build too. */
function installBuildDependencies(options: SourceBuild): string {
  const { manager } = options;
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
export function undoBuild(options: SourceBuild): string {
  const { program, manager, packaged } = options;
  return [
    `if [ -e "${manifest(options)}" ]; then`,
    `  while IFS= read -r path; do put_back "$path"; done < "${manifest(options)}"`,
    'fi',
    `put_back ${quote(sourceMarkerPath(program))}`,
    ...(manager === 'none' || packaged === undefined
      ? []
      : [packageBack(manager, program, packaged, exactly(manager, program, packaged))]),
    undoStage(options),
  ].join('\n');
}

/** What waits to be put in place goes, and what was needed to build it. */
export function undoStage(options: SourceBuild): string {
  const { manager } = options;
  return [
    `rm -rf ${quote(stagePath(options))}`,
    ...(manager === 'none' ? [] : [removeArrivals(manager, label(options))]),
  ].join('\n');
}

function label({ program }: SourceBuild): string {
  return `for-${program}`;
}

/** In the journal: every path that the build, or what it takes over, has touched. */
function manifest({ program }: SourceBuild): string {
  return `$journal/manifest-${fileName(program)}`;
}

function unpackVerified(options: SourceBuild): string {
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

/** Where a build waits to be put in place; one of another tarball or by other arguments is another one. */
function stagePath({ program, sha256, configure }: SourceBuild): string {
  const how = createHash('sha256').update(configure).digest('hex').slice(0, 8);
  return `${STATE_DIRECTORY}/built/${fileName(program)}-${sha256.slice(0, 16)}-${how}`;
}

/** POSIX sh that builds into a folder of its own, unless that was done before: nothing that runs is touched. */
export function stageBuild(options: SourceBuild): string {
  const staged = quote(stagePath(options));
  return `if [ ! -e ${staged}/whole ]; then
${unpackVerified(options)}
${installBuildDependencies(options)}
./configure ${options.configure}
make -j"$(nproc 2>/dev/null || echo 1)"
make install DESTDIR="$build/stage"
rm -rf ${staged}
( umask 077; mkdir -p ${staged} )
mv "$build/stage" ${staged}/tree
: > ${staged}/whole
fi${'path' in options.tarball ? `\nrm -f ${quote(uploadPath(options))}` : ''}`;
}

/** POSIX sh that puts a build in place that is staged: only here the first file of the running system is touched. */
export function putInPlace(options: SourceBuild): string {
  const marker = quote(sourceMarkerPath(options.program));
  const staged = quote(stagePath(options));
  const packagedBy = options.packaged === undefined ? undefined : options.manager;
  return [
    `build=${staged}; stage=$build/tree`,
    'owe',
    'cd "$stage"',
    // A configuration in place is never replaced by the sample of the tarball.
    'rm -rf etc',
    `find . -type f -o -type l | sed 's|^\\.||' > "$build/files"`,
    keepReplaced(options, packagedBy),
    // dpkg takes away what stands under the paths of its package, whoever has put it there.
    ...(packagedBy === 'apt' ? [takeOverFromDpkg(options.program)] : []),
    // Renamed into place, because a program that runs cannot be written to; folders that are links stay so.
    `while IFS= read -r path; do
  mkdir -p "\${path%/*}"
  ( enter_beside "$path" && trap leave_beside EXIT && cp -Pp "$stage$path" ./new && put_in_place "$path" )
done < "$build/files"`,
    ...(packagedBy === undefined || packagedBy === 'apt' ? [] : [takeOverFromRpm(options.program)]),
    `{ printf 'version=%s\\nsha256=%s\\nconfigure=%s\\n' ${quote(options.version)} ${options.sha256} ${quote(options.configure)}
  while IFS= read -r path; do [ -L "$path" ] || printf 'file=%s\\n' "$(sha256sum "$path")"; done < "$build/files"
} > ${marker}.new`,
    `mv -f ${marker}.new ${marker}`,
    'cd /',
    'rm -rf "$build"',
  ].join('\n');
}

/** Into the journal: whatever the build, or the package that makes room for it, leaves otherwise than it was. */
function keepReplaced(options: SourceBuild, packagedBy: PackageManager | undefined): string {
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
