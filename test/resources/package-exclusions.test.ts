import { describe, expect, it } from 'vitest';
import { exclusionsFact } from '../../src/resources/packages/package-exclusions.ts';

describe('what keeps a package manager from keepalived', () => {
  it.each([
    ['a glob', '/etc/dnf/dnf.conf:exclude=keepalived*', true],
    ['its name in a list', '/etc/yum.conf:exclude = kernel* keepalived,haproxy', true],
    ['everything', '/etc/yum.repos.d/base.repo:excludepkgs=*', true],
    ['a locked version', '/etc/yum/pluginconf.d/versionlock.list:0:keepalived-2.1.5-1.el8.*', true],
    ['a hold', 'apt-mark hold:keepalived', true],
    ['an architecture', '/etc/dnf/dnf.conf:exclude=keepalived.i686', true],
    ['another package', '/etc/yum.conf:exclude=kernel*', false],
    ['one whose name begins alike', '/etc/yum.conf:exclude=keepalivedx', false],
    ['nothing', '', false],
  ])('%s', (_name, printed, expected) => {
    expect(exclusionsFact('keepalived').parse(printed).length > 0).toBe(expected);
  });

  it('is named with its file', () => {
    expect(exclusionsFact('keepalived').parse('/etc/dnf/dnf.conf:exclude=keepalived*\n')).toEqual([
      { file: '/etc/dnf/dnf.conf', line: 'exclude=keepalived*' },
    ]);
  });
});
