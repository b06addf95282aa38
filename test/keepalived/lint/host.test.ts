import { describe, expect, it } from 'vitest';
import {
  fileFact as file,
  GOOD_FILES,
  GOOD_HOST,
  PATHS,
} from '../../../src/keepalived/lint/examples/good.ts';
import type { FileFact, HostFacts } from '../../../src/keepalived/lint/facts.ts';
import { lintNode } from '../../../src/keepalived/lint/lint.ts';
import { config, type Edit, edited, GOOD } from './sample.ts';

const folder = (mode = 0o755, uid = 0): FileFact => ({ kind: 'directory', mode, uid, gid: 0 });

const { check: CHECK, notify: NOTIFY, config: CONFIG } = PATHS;

const FILES: HostFacts['files'] = { ...GOOD_FILES, [NOTIFY]: file(0o755, { start: '\x7fELF' }) };

/** A host on which no rule finds anything. */
const HEALTHY: HostFacts = { ...GOOD_HOST, files: FILES };

const found = (facts: HostFacts, ...edits: readonly Edit[]) =>
  lintNode(config(edited(GOOD, ...edits)), { facts }).map(({ rule, place }) => `${rule} ${place.line}`);

const files = (changes: Readonly<Record<string, FileFact | null>>): Partial<HostFacts> => ({
  files: { ...FILES, ...changes },
});
const noUser: Edit = ['    script_user root\n', ''];
const asNobody: Edit = ['script_user root', 'script_user nobody'];
const nobody = { users: { nobody: { uid: 99, gid: 99 } } };

describe('rules about hosts', () => {
  it('find nothing on a healthy host', () => {
    expect(found(HEALTHY)).toEqual([]);
  });

  it('find nothing where nothing is known', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Partial<HostFacts>, readonly string[], ...Edit[]]>([
    ['an executable configuration', files({ [CONFIG]: file(0o750) }), ['KA008 1']],
    ['a folder as configuration', files({ [CONFIG]: folder(0o750) }), ['KA008 1']],
    ['a readable configuration', files({ [CONFIG]: file(0o644) }), ['KA064 1']],
    [
      'a foreign source address',
      { interfaces: [{ name: 'eth0', addresses: ['172.16.16.7/24'] }] },
      ['KA024 27'],
    ],
    [
      'a release that is too old',
      { keepalivedVersion: '1.2.13' },
      ['KA042 1', 'KA043 1', 'KA003 3', 'KA003 4', 'KA003 13'],
    ],
    ['a release without a configuration test', { keepalivedVersion: '1.3.5' }, ['KA043 1']],
    [
      'an address of another subnet',
      { interfaces: [{ name: 'eth0', addresses: ['172.16.16.5/29'] }] },
      ['KA047 32'],
    ],
    ['the gateway', { gateway: '172.16.16.12' }, ['KA047 32']],
    ['a broadcast address', {}, ['KA047 32'], ['172.16.16.12', '172.16.16.255']],
    ['a squatter', { squattedAddresses: ['172.16.16.12'] }, ['KA050 32']],
    ['no HAVIP', { havips: { '172.16.16.12': null } }, ['KA051 32']],
    ['a HAVIP for others', { havips: { '172.16.16.12': { bindable: false } } }, ['KA051 32']],
    ['a missing script', files({ [CHECK]: null }), ['KA071 9']],
    ['a script without x', files({ [CHECK]: file(0o644) }), ['KA072 9']],
    [
      'a script that its user may not run',
      { ...files({ [NOTIFY]: file(0o750) }), ...nobody },
      ['KA072 39'],
      asNobody,
    ],
    [
      'a script that its user may run',
      { ...files({ [NOTIFY]: file(0o750, { gid: 99 }) }), ...nobody },
      [],
      asNobody,
    ],
    ['a script that others may write', files({ [CHECK]: file(0o757) }), ['KA073 9']],
    ['a script of another owner', files({ [CHECK]: file(0o755, { uid: 1000 }) }), ['KA073 9']],
    ['a folder that others may write', files({ '/usr/libexec': folder(0o777) }), ['KA073 9', 'KA073 39']],
    ['a sticky folder', files({ '/usr/libexec': folder(0o1777) }), []],
    [
      'others may write, but not root runs it',
      { ...files({ '/usr/libexec': folder(0o777) }), ...nobody },
      [],
      asNobody,
    ],
    ['no user to run scripts', {}, ['KA075 8', 'KA075 38'], noUser],
    ['no script security, no user', {}, ['KA074 7'], noUser, ['    enable_script_security\n', '']],
    ['a script without #!', files({ [CHECK]: file(0o755, { start: 'echo' }) }), ['KA076 9']],
    ['a firewall', { vrrpAllowedFrom: { '172.16.16.6': false } }, ['KA080 29']],
    ['SELinux', files({}), ['KA081 9'], [CHECK, '/opt/check']],
    ['SELinux that permits', { selinux: 'permissive' }, [], [CHECK, '/opt/check']],
    ['a missing interface', { interfaces: [{ name: 'ens5', addresses: ['172.16.16.5/24'] }] }, ['KA082 18']],
    ['a service that removes addresses', { addressManagers: ['systemd-networkd'] }, ['KA083 1']],
    ['a unit that does not wait', { unit: { waitsForNetwork: false, restarts: true } }, ['KA084 1']],
    ['a unit that does not restart', { unit: { waitsForNetwork: true, restarts: false } }, ['KA085 1']],
    ['a stale PID file', { pidFileProcess: { pid: 7, command: 'sshd' } }, ['KA086 1']],
  ])('notice %s', (_, facts, expected, ...edits) => {
    expect(found({ ...HEALTHY, ...facts }, ...edits)).toEqual(expected);
  });
});
