import { describe, expect, it } from 'vitest';
import { packageInstalled } from '../../src/resources/packages/package.ts';
import {
  comparePackageVersions,
  installedPackageFact,
  notOfferedFact,
  packageCandidatesFact,
  upstreamVersion,
} from '../../src/resources/packages/package-manager.ts';
import { factsOf, planOf } from '../support/facts.ts';

const CENTOS = `yum
Available Packages
keepalived.x86_64                     1.3.5-19.el7                     base
keepalived.x86_64                     1.3.5-8.el7_6.5                  updates
`;
const WRAPPED = `yum
Available Packages
keepalived.x86_64
                 2.2.7-1.a_very_long_release_that_yum_breaks
                                                           some-repository
`;
const INSTALLED_TOO = `dnf
Installed Packages
keepalived.x86_64      2.2.7-1      @lab
Available Packages
keepalived.x86_64      2.2.7-1      lab
keepalived.x86_64      2.3.3-1      lab
`;
const DNF_5 = `dnf
Installed packages
keepalived.x86_64 2.2.8-5.fc40 fedora

Available packages
keepalived.x86_64 2.2.8-6.fc41 fedora
`;
const DEBIAN = `apt
  Candidate: 1:2.3.3-1
keepalived | 1:2.2.7-1+b2 | http://mirror/debian bookworm/main amd64 Packages
keepalived | 1:2.3.3-1 | http://mirror/debian trixie/main amd64 Packages
`;
const PINNED = `apt
W: Failed to fetch http://other/dists/x/InRelease  Could not connect | other
  Candidate: 1:2.2.7-1+b2
keepalived | 1:2.3.4-1 | http://mirror/debian forky/main Sources
keepalived |  1:2.3.3-1 | http://mirror/debian trixie/main amd64 Packages
keepalived | 1:2.2.7-1+b2 | http://mirror/debian bookworm/main amd64 Packages
keepalived |  1:2.2.7-1 | http://mirror/debian bookworm/main Sources
`;
const FORBIDDEN = `apt
  Candidate: (none)
keepalived | 1:2.2.7-1+b2 | http://mirror/debian bookworm/main amd64 Packages
`;

describe('what repositories offer', () => {
  it.each([
    ['yum', CENTOS, ['1.3.5-19.el7', '1.3.5-8.el7_6.5']],
    ['yum with broken lines', WRAPPED, ['2.2.7-1.a_very_long_release_that_yum_breaks']],
    ['dnf with one installed', INSTALLED_TOO, ['2.3.3-1', '2.2.7-1']],
    ['dnf 5', DNF_5, ['2.2.8-6.fc41']],
    ['apt', DEBIAN, ['1:2.3.3-1', '1:2.2.7-1+b2']],
    ['apt, its own choice first, and nothing that is source only', PINNED, ['1:2.2.7-1+b2', '1:2.3.3-1']],
    ['apt, which is told not to', FORBIDDEN, []],
    ['apt, which knows none', 'apt\nE: Unable to locate package keepalived\n', []],
    ['nothing', 'yum\nError: No matching Packages to list\n', []],
    [
      'a package whose name only begins alike',
      'yum\nAvailable Packages\nkeepalived-debuginfo.x86_64 9-1 r\n',
      [],
    ],
  ])('by %s, in the order to choose from', (_name, output, versions) => {
    expect(packageCandidatesFact('keepalived').parse(output).versions).toEqual(versions);
  });
});

describe('what is installed', () => {
  it.each([
    ['yum\n0:2.2.7-1.el9\n', { manager: 'yum', version: '2.2.7-1.el9' }],
    ['yum\n1:2.2.7-1.el9\n', { manager: 'yum', version: '1:2.2.7-1.el9' }],
    ['yum\npackage keepalived is not installed\n', { manager: 'yum', version: undefined }],
    ['apt\n1:2.2.7-1+b2\n', { manager: 'apt', version: '1:2.2.7-1+b2' }],
    ['apt\n', { manager: 'apt', version: undefined }],
    ['none\n', { manager: 'none', version: undefined }],
  ])('by %j', (output, expected) => {
    expect(installedPackageFact('keepalived').parse(output)).toEqual(expected);
  });
});

describe('versions', () => {
  it.each([
    ['1:2.2.7-1+b2', '2.2.7'],
    ['1.3.5-19.el7', '1.3.5'],
    ['2.2.7', '2.2.7'],
  ])('%s is upstream %s', (version, upstream) => expect(upstreamVersion(version)).toBe(upstream));

  it.each([
    ['yum', '1.2.13-1', '1.2.24-1', -1],
    ['yum', '1:1.0-1', '2.0-1', 1],
    ['yum', '2.2.7-1.el9', '2.2.7-2.el9', -1],
    ['apt', '1:2.2.7-1+b2', '1:2.2.7-1', 1],
    ['apt', '2.2.7~rc1', '2.2.7', -1],
  ] as const)('%s: %s against %s', (manager, a, b, sign) => {
    expect(Math.sign(comparePackageVersions(manager, a, b))).toBe(sign);
  });
});

describe('a package', () => {
  const fact = installedPackageFact('keepalived');
  it.each([
    ['is there', 'yum\n0:2.2.7-1\n', undefined, 'unchanged', undefined],
    ['is there in the version that is wanted', 'yum\n0:2.2.7-1\n', '2.2.7-1', 'unchanged', undefined],
    ['is not there', 'yum\nno\n', '2.2.7-1', 'change', 'keepalived: not installed -> 2.2.7-1 (yum)'],
    [
      'is there in another version',
      'yum\n0:2.2.7-1\n',
      '2.3.3-1',
      'change',
      'keepalived: 2.2.7-1 -> 2.3.3-1 (yum)',
    ],
    ['has nothing to be installed with', 'none\n', undefined, 'blocked', undefined],
  ])('that %s', (_name, output, version, state, diff) => {
    const resource = packageInstalled({
      package: 'keepalived',
      ...(version === undefined ? {} : { version }),
    });
    const asked = { package: 'keepalived', version };
    const known = factsOf([fact, output], [packageCandidatesFact('keepalived'), INSTALLED_TOO]);
    known.put(notOfferedFact(asked), '');
    const planned = planOf(resource, known);
    expect(planned.state).toBe(state);
    expect('diff' in planned ? planned.diff : undefined).toBe(diff);
  });

  it('is kept from starting services on Debian, and asked for without a question', () => {
    const planned = planOf(
      packageInstalled({ package: 'keepalived', version: '1:2.3.3-1' }),
      factsOf([fact, 'apt\n'], [packageCandidatesFact('keepalived'), DEBIAN]),
    );
    expect('script' in planned && planned.script).toMatch(
      /policy-rc\.d[\s\S]*noninteractive[\s\S]*keepalived=1:2\.3\.3-1/,
    );
  });
});

describe('a package that nobody offers', () => {
  const APT = 'E: Unable to locate package nope';
  it.each([
    ['apt', undefined, `Reading package lists...\n${APT}\n`, APT],
    [
      'apt',
      undefined,
      "E: Package 'nope' has no installation candidate\n",
      "E: Package 'nope' has no installation candidate",
    ],
    [
      'apt',
      '9.9-1',
      "E: Version '9.9-1' for 'nope' was not found\n",
      "E: Version '9.9-1' for 'nope' was not found",
    ],
    [
      'yum',
      undefined,
      'Loaded plugins: fastestmirror\nNo package nope available.\nError: Nothing to do\n',
      'No package nope available.',
    ],
    [
      'dnf',
      undefined,
      'No match for argument: nope\nError: Unable to find a match: nope\n',
      'No match for argument: nope',
    ],
    [
      'dnf',
      undefined,
      'Failed to resolve the transaction:\nNo match for argument: nope\n',
      'No match for argument: nope',
    ],
  ])('is told by %s in version %s as %j', (manager, version, output, said) => {
    const asked = { package: 'nope', ...(version === undefined ? {} : { version }) };
    const known = factsOf(
      [installedPackageFact('nope'), `${manager}\n`],
      [packageCandidatesFact('nope'), `${manager}\n`],
      [notOfferedFact(asked), output],
    );
    expect(planOf(packageInstalled(asked), known)).toMatchObject({
      state: 'blocked',
      problem: { code: 'host.package-not-offered', detail: `The package manager says: ${said}` },
    });
  });

  it.each([
    ['one that another provides', 'Inst postfix (3.7 Debian:12 [amd64])\n'],
    ['a repository that cannot be reached', 'W: Failed to fetch http://mirror/InRelease\n'],
    ['a question that is answered by no', 'Is this ok [y/N]: N\nOperation aborted.\n'],
  ])('is not %s', (_name, output) => {
    expect(notOfferedFact({ package: 'mta' }).parse(output)).toBe(undefined);
  });

  it('may be offered after a step that changes something, and is not asked for', () => {
    const facts = factsOf([installedPackageFact('nope'), 'apt\n']);
    const resource = packageInstalled({ package: 'nope' });
    expect(resource.plan({ facts, notified: () => undefined, changing: true })).toMatchObject({
      state: 'change',
    });
  });
});
