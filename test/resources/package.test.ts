import { describe, expect, it } from 'vitest';
import { packageInstalled } from '../../src/resources/package.ts';
import {
  comparePackageVersions,
  installedPackageFact,
  packageCandidatesFact,
  upstreamVersion,
} from '../../src/resources/package-manager.ts';
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
    const planned = planOf(resource, factsOf([fact, output]));
    expect(planned.state).toBe(state);
    expect('diff' in planned ? planned.diff : undefined).toBe(diff);
  });

  it('is kept from starting services on Debian, and asked for without a question', () => {
    const planned = planOf(
      packageInstalled({ package: 'keepalived', version: '1:2.2.7-1' }),
      factsOf([fact, 'apt\n']),
    );
    expect('script' in planned && planned.script).toMatch(
      /policy-rc\.d[\s\S]*noninteractive[\s\S]*keepalived=1:2\.2\.7-1/,
    );
  });
});
