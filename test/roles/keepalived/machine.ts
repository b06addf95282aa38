import {
  exclusionsFact,
  installedPackageFact,
  keepalivedVersionFact,
  packageCandidatesFact,
  sourceMarkerFact,
} from '../../../src/index.ts';
import { factsOf } from '../../support/facts.ts';

const SHA = 'c'.repeat(64);
export const SOURCE = { url: 'http://192.0.2.1/keepalived-2.2.7.tar.gz', version: '2.2.7', sha256: SHA };

/** What is on a machine and what its repositories offer. */
export interface Machine {
  readonly manager?: string;
  readonly installed?: string;
  readonly offered?: readonly string[];
  readonly binary?: string;
  readonly built?: string;
  /** What the package manager says where it offers nothing. */
  readonly said?: string;
  /** As `grep -H` prints it. */
  readonly excluded?: string;
}

/** The facts of such a machine. */
export function machine({
  manager = 'yum',
  installed,
  offered = [],
  binary,
  built,
  said,
  excluded = '',
}: Machine) {
  const rows = offered.map((version) => `keepalived.x86_64    ${version}    base`);
  const listed =
    manager === 'apt'
      ? offered.map((version) => `keepalived | ${version} | http://deb bookworm/main amd64 Packages`)
      : ['Available Packages', ...rows];
  const version = binary ?? /\d+(\.\d+)+/.exec(installed ?? '')?.[0];
  const none = said ?? 'Error: No matching Packages to list';
  return factsOf(
    [
      installedPackageFact('keepalived'),
      `${manager}\n${installed ?? (manager === 'apt' ? '' : 'package keepalived is not installed')}\n`,
    ],
    [packageCandidatesFact('keepalived'), `${manager}\n${offered.length > 0 ? listed.join('\n') : none}\n`],
    [exclusionsFact('keepalived'), excluded],
    [sourceMarkerFact('keepalived'), built === undefined ? '' : `version=${built}\nsha256=${SHA}\n`],
    [
      keepalivedVersionFact,
      version === undefined ? '' : `Keepalived v${version} (01/01,2023)\n\nCopyright(C) …`,
    ],
  );
}
