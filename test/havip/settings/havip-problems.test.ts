import { describe, expect, it } from 'vitest';
import { pair, problemsOf } from '../../inventory/folder.ts';

const SHA = 'a'.repeat(64);

describe('wrong havip settings', () => {
  /** Each stands on line 8, and begins in column 11. */
  it.each<[string, number, string]>([
    ['advertint: 1', 11, 'unknown-key: unknown key "advertint" in havip'],
    ['check: { tcp: 80, tiemout: 3s }', 29, 'unknown-key: unknown key "tiemout" in havip.check'],
    [
      'install: { min_vresion: x, method: auto }',
      22,
      'unknown-key: unknown key "min_vresion" in havip.install',
    ],
    ['profile: turbo', 20, 'wrong-value: havip.profile must be one of standard, fast'],
    ['preempt: 1', 20, 'wrong-value: havip.preempt must be true or false'],
    ['interface: "eth 0"', 22, 'wrong-value: havip.interface must be the name of an interface, or auto'],
    [
      'auth_pass: 1111',
      22,
      'wrong-value: havip.auth_pass must be 1 to 8 characters in quotes, without blanks and none of " \\ $',
    ],
    [
      'auth_pass: ninechars',
      22,
      'wrong-value: havip.auth_pass must be 1 to 8 characters in quotes, without blanks and none of " \\ $',
    ],
    ['eip: 1.2.3', 16, 'wrong-value: havip.eip must be an IPv4 address such as 81.71.14.118, or auto'],
    ['eip: 1.2.3.04', 16, 'wrong-value: havip.eip must be an IPv4 address such as 81.71.14.118, or auto'],
    [
      'advert_int: 1.5',
      23,
      'advert-int: profile standard needs an advert_int of whole seconds from 1 to 255',
    ],
    [
      'advert_int: 300ms',
      23,
      'advert-int: profile standard needs an advert_int of whole seconds from 1 to 255',
    ],
    ['advert_int: 256', 23, 'wrong-value: havip.advert_int must be seconds from 0.01 to 255'],
    [
      '{ advert_int: 41, profile: fast }',
      29,
      'advert-int: profile fast needs an advert_int of 0.05 to 40.95 seconds in steps of 0.01',
    ],
    [
      '{ advert_int: 0.155, profile: fast }',
      29,
      'advert-int: profile fast needs an advert_int of 0.05 to 40.95 seconds in steps of 0.01',
    ],
    ['{ auth_pass: abc, profile: fast }', 28, 'contradiction: profile fast has no auth_pass'],
    ['addresses: [172.16.16.13]', 22, 'contradiction: havip has both address and addresses'],
    ['check: { interval: 2s }', 11, 'missing-key: havip.check needs one of process, tcp, http and script'],
    ['check: { tcp: 80, process: nginx }', 25, 'contradiction: havip.check has both process and tcp'],
    [
      'check: { tcp: 80, interval: 1500ms }',
      39,
      'wrong-value: havip.check.interval must be whole seconds from 1s to 3600s',
    ],
    [
      'check: { script: check.sh }',
      28,
      'wrong-value: havip.check.script must be the absolute path of a program on the nodes, with its arguments',
    ],
    ['install: { method: source }', 11, 'missing-key: install.method source needs install.source'],
    [
      'install: { min_version: 2.1 }',
      35,
      'wrong-value: havip.install.min_version must be a version in quotes, such as "2.2.8"',
    ],
    [
      `install: { source: { version: "2.3.3", sha256: ${SHA} } }`,
      22,
      'missing-key: havip.install.source needs one of url and path',
    ],
    [
      `install: { source: { url: "http://x", version: "1.2.9", sha256: ${SHA} } }`,
      58,
      "version: the tarball's version 1.2.9 is older than 1.2.24",
    ],
    ['install: { version: "1.2.2" }', 31, 'version: version 1.2.2 is older than min_version 1.2.24'],
    [
      'install: { source: { url: "http://x", version: "2.0.1", sha256: abc } }',
      75,
      'wrong-value: havip.install.source.sha256 must be 64 hexadecimal digits',
    ],
    [
      'install: { source: { url: "http://x", sha256: abc } }',
      22,
      'missing-key: havip.install.source.version is missing',
    ],
    [
      'notify: { email: no body }',
      28,
      'wrong-value: havip.notify.email must be an e-mail address, or the name of a local user',
    ],
    ['notify: { from: a@b.c }', 27, 'contradiction: notify.from without notify.email has no effect'],
    [
      'cloud: { provider: aws, region: x-1, havip_id: havip-1 }',
      30,
      'wrong-value: havip.cloud.provider must be one of tencent',
    ],
    [
      'cloud: { provider: tencent, region: ap-x }',
      11,
      'missing-key: havip.cloud needs one of havip_id and name',
    ],
    [
      'cloud: { provider: tencent, region: ap-x, name: n, vpc_id: vpc-1 }',
      11,
      'missing-key: cloud.name needs cloud.subnet_id',
    ],
    [
      'verify: { drills: [stop, crush] }',
      36,
      'wrong-value: havip.verify.drills[1] must be one of stop, restart, crash, oom, freeze, pause, isolate, partition, link, netreload, fwreload, check, upgrade-package, reboot',
    ],
    ['verify: { drills: [] }', 29, 'wrong-value: havip.verify.drills must be a list of drills'],
    ['verify: { drills: [stop, stop] }', 36, 'contradiction: drill stop is there twice'],
    ['verify: { drills: [check] }', 21, 'missing-key: the drill "check" needs havip.check'],
    [
      'verify: { interval: soon }',
      31,
      'wrong-value: havip.verify.interval must be a duration from 5ms to 10s, such as 100ms',
    ],
    [
      'verify: { interval: 5s, max_interruption: 1s }',
      31,
      'verify-interval: verify.interval is not shorter than verify.max_interruption',
    ],
    ['verify: { service: {} }', 21, 'missing-key: havip.verify.service needs one of tcp and http'],
    ['verify: { witness: prob }', 30, 'witness: witness "prob" is no host of this inventory'],
    ['verify: { witness: n2 }', 30, 'witness: witness "n2" is a member of cluster "web"'],
    ['eip: "{{ public }}"', 16, 'template: havip.eip cannot be worked out'],
    ['auth_pass: !vault abc', 29, 'vault: havip.auth_pass is encrypted with ansible-vault'],
  ])('%s', async (text, column, expected) => {
    // A flow mapping stands for several keys, merged into havip.
    const settings = text.startsWith('{') ? `<<: ${text}` : text;
    const problems = await problemsOf(pair(settings));
    expect(problems.slice(0, 1)).toEqual([`inventory.yaml:8:${column} inventory.${expected}`]);
  });

  it.each<[string, string, string]>([
    [
      'virtual_router_id: 51',
      'virtual_router_id: 300',
      '7:30 inventory.wrong-value: havip.virtual_router_id must be a whole number from 1 to 255',
    ],
    [
      'virtual_router_id: 51',
      'virtual_router_id: "51"',
      '7:30 inventory.wrong-value: havip.virtual_router_id must be a whole number from 1 to 255',
    ],
    [
      '          virtual_router_id: 51\n',
      '',
      '5:9 inventory.missing-key: havip.virtual_router_id is missing',
    ],
    [
      '          address: 172.16.16.12\n',
      '',
      '5:9 inventory.missing-key: havip needs one of address and addresses',
    ],
    [
      'address: 172.16.16.12',
      'addresses: [10.0.0.1, 10.0.0.1]',
      '6:33 inventory.duplicate-address: 10.0.0.1 is there twice',
    ],
    [
      'address: 172.16.16.12',
      'addresses: []',
      '6:22 inventory.wrong-value: havip.addresses must be a list of 1 to 5 IPv4 addresses, up to 100 by multicast',
    ],
    [
      'address: 172.16.16.12',
      'address: [172.16.16.12]',
      '6:20 inventory.wrong-value: havip.address must be an IPv4 address such as 172.16.16.12, or auto',
    ],
  ])('%s → %s', async (from, to, expected) => {
    expect(await problemsOf(pair().replace(from, to))).toEqual([`inventory.yaml:${expected}`]);
  });

  it('tells everything wrong with one cluster at once', async () => {
    const text = pair('verify: { witness: nobody, interval: soon }\n          eip: x')
      .replace('51', '0')
      .replace('secondary', 'primary');
    expect((await problemsOf(text)).map((line) => line.replace(/: .*/, ''))).toEqual([
      'inventory.yaml:7:30 inventory.wrong-value',
      'inventory.yaml:8:48 inventory.wrong-value',
      'inventory.yaml:9:16 inventory.wrong-value',
      'inventory.yaml:12:54 inventory.two-primaries',
    ]);
  });
});
