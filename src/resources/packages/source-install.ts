import { z } from 'zod';
import { commandLine, quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { packageName, posixShell, programName, sha256, text, word } from '../define/options/option-types.ts';
import { type Fact, parsePairs } from '../fact.ts';
import type { Planned } from '../resource.ts';
import { type InstalledPackage, installedPackageFact } from './package-manager.ts';
import {
  putInPlace,
  sourceMarkerPath,
  stageBuild,
  undoBuild,
  undoStage,
  uploadPath,
} from './source-build.ts';

export { sourceMarkerPath } from './source-build.ts';

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
    plain: true,
    program: `[ -r ${marker} ] && sed -n 's/^file=//p' ${marker} | sha256sum --quiet -c >/dev/null && grep -v '^file=' ${marker}`,
    parse: (output) => {
      const { version, sha256, configure } = parsePairs(output);
      return { version, sha256, configure };
    },
  };
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
  const build = { ...options, configure, manager, packaged };
  return {
    state: 'change',
    reason: built.version === undefined ? 'not built yet' : `${built.version} was built`,
    diff: `${options.program}: ${built.version ?? 'not built'} -> ${options.version} (source, sha256 ${options.sha256})`,
    script: [`(\n${stageBuild(build)}\n)`, putInPlace(build)].join('\n'),
    keep: [sourceMarkerPath(options.program)],
    undo: { when: 'reverse', script: undoBuild(build) },
    noticedBy: 'notified',
    ahead: { name: 'its build', script: stageBuild(build), undo: undoStage(build) },
    ...('path' in options.tarball
      ? { uploads: [{ source: options.tarball.path, destination: uploadPath(build) }] }
      : {}),
  };
}
