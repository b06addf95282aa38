import {
  blocked,
  comparePackageVersions,
  exclusionsFact,
  type Fact,
  type Facts,
  installedPackageFact,
  keepalivedVersionFact,
  type Problem,
  packageCandidatesFact,
  packageInstalled,
  present,
  type Resource,
  sameVersion,
  sourceInstalled,
  sourceMarkerFact,
  upstreamVersion,
  type VersionOverride,
} from 'havip-deploy';
import type { KeepalivedVars } from './vars.ts';

const NAME = 'keepalived';
const INSTALLED = installedPackageFact(NAME);
const CANDIDATES = packageCandidatesFact(NAME);
const EXCLUSIONS = exclusionsFact(NAME);
const MARKER = sourceMarkerFact(NAME);
const RESTART = { service: NAME, action: 'restart' } as const;

/** The facts that always decide; what the repositories offer is asked only when it matters. */
export const installFacts = [INSTALLED, MARKER, keepalivedVersionFact];

/** What the repositories offer, where that will matter whatever else is found: no keepalived is there at all. */
export function offersAhead({ cluster }: KeepalivedVars, facts: Facts): readonly Fact<unknown>[] {
  const isMissing = facts.get(keepalivedVersionFact) === undefined;
  return isMissing && cluster.havip.install.method !== 'source' ? [CANDIDATES] : [];
}

/** What is done about the program, and the version that will run afterwards. */
export interface Installation {
  readonly version: string;
  readonly fromSource: boolean;
  /** It is built now: it is not there yet. */
  readonly builds: boolean;
  /** The package's whole version, where one is to be installed. */
  readonly offered?: string;
  readonly resource: Resource;
}

/**
 * The guide's step 2: what is there and new enough stays; else the repository's, where that is new
 * enough; else the source. What is newer than what is wanted is replaced only with leave to do so: an
 * inventory that an upgrade has left behind must not undo it by itself.
 */
export function installation(
  { cluster }: KeepalivedVars,
  facts: Facts,
  wish: VersionOverride = { allowDowngrade: false },
): Installation {
  const settings = { ...cluster.havip.install, ...(wish.version && { version: wish.version }) };
  const found = chosen(settings, facts);
  if (found === undefined) return notPossible(settings, nothingFits(settings, facts));
  const refused = wish.allowDowngrade ? undefined : downgrade(facts, found);
  return refused === undefined ? found : notPossible(settings, refused);
}

function notPossible(settings: InstallSettings, problem: Omit<Problem, 'host'>): Installation {
  const resource = blocked({ id: `package:${NAME}`, name: NAME, problem });
  return { version: settings.min_version, fromSource: false, builds: false, resource };
}

/** What would run afterwards, and what that takes; undefined where it is not to be had. */
function chosen(settings: InstallSettings, facts: Facts): Installation | undefined {
  const { manager, version: packaged } = facts.get(INSTALLED);
  const enough = (version: string) =>
    settings.version === undefined
      ? comparePackageVersions(manager, upstreamVersion(version), settings.min_version) >= 0
      : sameVersion(version, settings.version);

  const kept = settings.method === 'source' ? undefined : alreadyThere(facts, packaged, enough);
  if (kept !== undefined) return kept;
  if (settings.method !== 'source') {
    const offered = facts.get(CANDIDATES).versions.find(enough);
    if (offered !== undefined) {
      const resource = packageInstalled({
        package: NAME,
        version: offered,
        notify: RESTART,
        tags: ['install'],
      });
      return { version: upstreamVersion(offered), fromSource: false, builds: false, offered, resource };
    }
  }
  const { method, source } = settings;
  const fits = settings.version === undefined || source?.version === settings.version;
  return method !== 'package' && source !== undefined && fits ? fromSource(source) : undefined;
}

/** That what is there is newer than what would replace it; packages are compared whole, builds by release. */
function downgrade(facts: Facts, { version, offered }: Installation): Omit<Problem, 'host'> | undefined {
  const { manager, version: packaged } = facts.get(INSTALLED);
  const found = packaged ?? facts.get(keepalivedVersionFact);
  if (found === undefined) return undefined;
  const whole = packaged !== undefined && offered !== undefined;
  const [to, from] = whole ? [offered, packaged] : [version, upstreamVersion(found)];
  if (comparePackageVersions(manager, to, from) >= 0) return undefined;
  return {
    code: 'host.downgrade-refused',
    summary: `keepalived would go back from ${from} to ${to}`,
    detail:
      'An older release may not know what a newer one was configured with, and lacks its fixes. Nothing was changed on this host.',
    fix: 'Name a version that is not older (havip.install.version, or --to), or add --allow-downgrade to go back on purpose.',
  };
}

/** A package, an earlier build of ours, or one that somebody made by hand. */
function alreadyThere(
  facts: Facts,
  packaged: string | undefined,
  enough: (version: string) => boolean,
): Installation | undefined {
  const running = facts.get(keepalivedVersionFact);
  const found = packaged ?? running;
  if (found === undefined || !enough(found)) return undefined;
  const built = facts.get(MARKER).version !== undefined && packaged === undefined;
  const how = packaged === undefined ? (built ? 'built from source' : 'installed by hand') : 'installed';
  const resource = present({ id: `package:${NAME}`, name: `package ${NAME}`, reason: `${found} is ${how}` });
  return { version: upstreamVersion(found), fromSource: built, builds: false, resource };
}

type InstallSettings = KeepalivedVars['cluster']['havip']['install'];
type SourceArchive = NonNullable<InstallSettings['source']>;

function fromSource(source: SourceArchive): Installation {
  const resource = sourceInstalled({
    program: NAME,
    version: source.version,
    tarball: 'url' in source ? { url: source.url } : { path: source.path },
    sha256: source.sha256,
    configure: [
      '--prefix=/usr',
      '--sysconfdir=/etc',
      '--localstatedir=/var',
      '--with-init=systemd',
      '--enable-json',
      '--disable-lvs',
    ],
    buildDependencies: {
      yum: ['gcc', 'make', 'pkgconfig', 'openssl-devel', 'libnl3-devel'],
      dnf: ['gcc', 'make', 'pkgconf-pkg-config', 'openssl-devel', 'libnl3-devel'],
      apt: ['build-essential', 'pkg-config', 'libssl-dev', 'libnl-3-dev', 'libnl-genl-3-dev'],
    },
    canBuild: CAN_BUILD,
    notify: RESTART,
    tags: ['install'],
  });
  return { version: source.version, fromSource: true, builds: true, resource };
}

/** POSIX sh in a folder of its own: makes a program with all that keepalived needs, and runs it. */
export const CAN_BUILD = `command -v make && needs='openssl libnl-genl-3.0' && pkg-config --exists $needs &&
printf '%s\\n' '#include <stdio.h>' '#include <openssl/ssl.h>' '#include <netlink/genl/genl.h>' \\
  'int main(void) { return puts("it works") < 0; }' > trial.c &&
gcc $(pkg-config --cflags $needs) -o trial trial.c $(pkg-config --libs $needs) && ./trial`;

function nothingFits(settings: InstallSettings, facts: Facts): Omit<Problem, 'host'> {
  const { manager, version: packaged } = facts.get(INSTALLED);
  const wanted =
    settings.version === undefined ? `${settings.min_version} or later` : `exactly ${settings.version}`;
  const { versions, said } = facts.get(CANDIDATES);
  const [excluded] = facts.get(EXCLUSIONS);
  const lastWords = said.split('\n').slice(-3).join(' / ');
  const offer =
    manager === 'none'
      ? 'the machine has neither yum, dnf nor apt-get'
      : versions.length > 0
        ? `${manager} offers ${versions.join(', ')}`
        : `${manager} offers none${lastWords === '' ? '' : ` ("${lastWords}")`}`;
  return {
    code: 'host.no-keepalived',
    summary: `no keepalived ${wanted} to be had`,
    detail: `Installed: ${packaged ?? facts.get(keepalivedVersionFact) ?? 'none'}; ${offer}; method is ${settings.method}${
      settings.source === undefined ? ' and no source is set' : `, the source is ${settings.source.version}`
    }${excluded === undefined ? '' : `; ${excluded.file} keeps it out: ${excluded.line}`}. Nothing was changed on this host.`,
    fix:
      excluded !== undefined
        ? `Take keepalived out of \`${excluded.line}\` (${excluded.file}), or set havip.install.source: {url or path, version, sha256}.`
        : settings.method === 'package'
          ? 'Give the machine a repository that has it, or set havip.install.method to auto and havip.install.source.'
          : 'Give the machine a repository that has it, or set havip.install.source: {url or path, version, sha256}.',
  };
}
