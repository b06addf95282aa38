import {
  blocked,
  comparePackageVersions,
  type Facts,
  installedPackageFact,
  keepalivedVersionFact,
  type Problem,
  packageCandidatesFact,
  packageInstalled,
  present,
  type Resource,
  sourceInstalled,
  sourceMarkerFact,
  upstreamVersion,
} from '../../src/playbook/index.ts';
import type { KeepalivedVars } from './vars.ts';

const NAME = 'keepalived';
const INSTALLED = installedPackageFact(NAME);
const CANDIDATES = packageCandidatesFact(NAME);
const MARKER = sourceMarkerFact(NAME);
const RESTART = { service: NAME, action: 'restart' } as const;

/** The facts that always decide; what the repositories offer is asked only when it matters. */
export const installFacts = [INSTALLED, MARKER, keepalivedVersionFact];

/** What is done about the program, and the version that will run afterwards. */
export interface Installation {
  readonly version: string;
  readonly fromSource: boolean;
  readonly resource: Resource;
}

/**
 * The guide's step 2: what is there and new enough stays; else the repository's, where that is new
 * enough; else the source.
 */
export function installation({ cluster }: KeepalivedVars, facts: Facts): Installation {
  const settings = cluster.havip.install;
  const { manager, version: packaged } = facts.get(INSTALLED);
  const enough = (version: string) =>
    settings.version === undefined
      ? comparePackageVersions(manager, upstreamVersion(version), settings.min_version) >= 0
      : [version, version.replace(/^\d+:/, ''), upstreamVersion(version)].includes(settings.version);

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
      return { version: upstreamVersion(offered), fromSource: false, resource };
    }
  }
  if (settings.method !== 'package' && settings.source !== undefined) return fromSource(settings.source);
  const nothing = blocked({
    id: `package:${NAME}`,
    name: NAME,
    problem: nothingFits(cluster.havip.install, facts),
  });
  return { version: settings.min_version, fromSource: false, resource: nothing };
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
  return { version: upstreamVersion(found), fromSource: built, resource };
}

type SourceArchive = NonNullable<KeepalivedVars['cluster']['havip']['install']['source']>;

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
    canBuild: 'command -v gcc && command -v make && pkg-config --exists openssl libnl-genl-3.0',
    notify: RESTART,
    tags: ['install'],
  });
  return { version: source.version, fromSource: true, resource };
}

function nothingFits(
  settings: KeepalivedVars['cluster']['havip']['install'],
  facts: Facts,
): Omit<Problem, 'host'> {
  const { manager, version: packaged } = facts.get(INSTALLED);
  const wanted =
    settings.version === undefined ? `${settings.min_version} or later` : `exactly ${settings.version}`;
  const { versions, said } = facts.get(CANDIDATES);
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
      settings.source === undefined ? ' and no source is set' : ''
    }. Nothing was changed on this host.`,
    fix:
      settings.method === 'package'
        ? 'Give the machine a repository that has it, or set havip.install.method to auto and havip.install.source.'
        : 'Give the machine a repository that has it, or set havip.install.source: {url or path, version, sha256}.',
  };
}
