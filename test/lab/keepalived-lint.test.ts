import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeConfigTest } from '../../src/keepalived/daemon/config-test.ts';
import { lintNode } from '../../src/keepalived/lint/lint.ts';
import { parse } from '../../src/keepalived/parse/parse.ts';
import { releaseOf } from '../../src/keepalived/release.ts';
import { type Edit, edited, GOOD as SAMPLE } from '../keepalived/lint/sample.ts';

const NAMESPACE = `havip-lint-${process.pid}`;
const PEER_END = `lint${process.pid}`;

const DEPENDS_ON_HOST =
  /Disabling track script|default user|script uid|interface \S+ for|Non-existent interface/;

function run(...words: readonly string[]): { status: number; stderr: string } {
  const [command = '', ...rest] = words;
  const { status, signal, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
  return { status: signal === null ? (status ?? 1) : 143, stderr };
}

/** The installed release; null where there is none, or no right to make a network namespace. */
function installedRelease(): string | null {
  if (process.getuid?.() !== 0 || run('ip', '-V').status !== 0) return null;
  return releaseOf(run('keepalived', '-v').stderr);
}

const release = installedRelease();
const directory = mkdtempSync(join(tmpdir(), 'havip-lint-'));
const CONFIG = join(directory, 'keepalived.conf');

/** The sample with scripts that exist here. */
const GOOD = SAMPLE.replace('/usr/libexec/keepalived/check', '/bin/true').replace(
  '/usr/libexec/keepalived/notify',
  '/bin/true',
);

function configTest(text: string, mode = 0o640) {
  writeFileSync(CONFIG, text);
  chmodSync(CONFIG, mode);
  const { status, stderr } = run('ip', 'netns', 'exec', NAMESPACE, 'keepalived', '-t', '-e', '-f', CONFIG);
  return judgeConfigTest(release ?? '', status, stderr);
}

const errors = (text: string) =>
  lintNode(parse(text, CONFIG), { version: release ?? '' })
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);

const peers: Edit = [/ {4}unicast_peer \{[^}]*}\n/, ''];

describe.skipIf(release === null)(
  'lint beside the real keepalived (needs root, iproute2 and keepalived)',
  () => {
    beforeAll(() => {
      for (const words of [
        ['netns', 'add', NAMESPACE],
        ['-n', NAMESPACE, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', PEER_END],
        ['-n', NAMESPACE, 'addr', 'add', '172.16.16.5/24', 'dev', 'eth0'],
        ['-n', NAMESPACE, 'link', 'set', PEER_END, 'up'],
        ['-n', NAMESPACE, 'link', 'set', 'eth0', 'up'],
      ]) {
        expect(run('ip', ...words)).toEqual({ status: 0, stderr: '' });
      }
    });

    afterAll(() => {
      run('ip', 'netns', 'del', NAMESPACE);
      rmSync(directory, { recursive: true });
    });

    it.each<[string, readonly Edit[]]>([
      ['the sample', []],
      ['a brace on the next line', [['vrrp_instance VI_51 {', 'vrrp_instance VI_51\n{']]],
      ['a block on one line', [[/unicast_peer \{\s*(\S+)\s*}/, 'unicast_peer { 172.16.16.6 }']]],
      [
        'parameters',
        [
          [/^/, '$PRIORITY=250\n'],
          ['priority 250', 'priority $PRIORITY'],
        ],
      ],
      ['line ends of another system', [[/$/, '\r\n']]],
      ['comments', [['priority 250', 'priority 250 # high ! { " }']]],
      ['options of an address', [['172.16.16.12', '172.16.16.12/32 dev eth0 label eth0:1 no_track']]],
      [
        'fractions of a second',
        [
          ['    script_user', 'vrrp_version 3\nscript_user'],
          ['advert_int 1', 'advert_int 0.3'],
          [/ {4}authentication \{[^}]*}\n/, ''],
        ],
      ],
    ])('both accept %s', (_, edits) => {
      const text = edited(GOOD, ...edits);
      expect(configTest(text)).toEqual({ verdict: 'accepted', lines: [] });
      expect(errors(text)).toEqual([]);
    });

    it.each<[string, string, readonly Edit[]]>([
      ['KA001', 'foreign blanks', [['    state', '\u00A0   state']]],
      ['KA002', 'a commented header', [['vrrp_script service {', '# vrrp_script service\n{']]],
      ['KA002', 'a brace too many', [[/$/, '}\n']]],
      ['KA003', 'an unknown keyword', [['garp_master_delay 1', 'garp_master_dely 1']]],
      ['KA004', 'a missing value', [['router_id node-a', 'router_id']]],
      ['KA005', 'two addresses on a line', [['172.16.16.12', '172.16.16.12 172.16.16.13']]],
      ['KA006', 'slashes behind an address', [['172.16.16.12', '172.16.16.12 // x']]],
      ['KA009', 'a zero interval', [['    script_user', 'vrrp_garp_interval 0\nscript_user']]],
      ['KA011', 'a delay with nopreempt', [['nopreempt', 'nopreempt\n    preempt_delay 10']]],
      ['KA012', 'MASTER with nopreempt', [['BACKUP', 'MASTER']]],
      ['KA014', 'priority 255', [['250', '255']]],
      ['KA021', 'an empty peer block', [['        172.16.16.6\n', '']]],
      ['KA060', 'a long password', [['k7Rw2xQz', 'k7Rw2xQz9']]],
      ['KA063', 'authentication with version 3', [['    script_user', 'vrrp_version 3\nscript_user']]],
      ['KA070', 'an undefined script', [[/service\n {4}}/, 'servce\n    }']]],
      ['KA090', 'a number out of range', [['virtual_router_id 51', 'virtual_router_id 300']]],
      ['KA090', 'a hexadecimal number', [['virtual_router_id 51', 'virtual_router_id 0x33']]],
      ['KA090', 'a state in lower case', [['BACKUP', 'backup']]],
      ['KA090', 'a semicolon', [['advert_int 1', 'advert_int 1;']]],
      ['KA090', 'a peer that is no address', [['172.16.16.6', 'node-b']]],
      ['KA090', 'an open quote', [['router_id node-a', 'router_id "node-a']]],
      ['KA092', 'no id', [['    virtual_router_id 51\n', '']]],
      ['KA093', 'a fraction with version 2', [['advert_int 1', 'advert_int 1.5']]],
    ])('both reject %s: %s', (rule, _, edits) => {
      const text = edited(GOOD, ...edits);
      expect(configTest(text)).toMatchObject({ verdict: 'rejected' });
      expect(errors(text).concat(lintNode(parse(text, CONFIG)).map((found) => found.rule))).toContain(rule);
    });

    it('keepalived accepts and KA016 warns of a weight with nopreempt, which the other node decides', () => {
      const text = edited(GOOD, ['weight 0', 'weight -20']);
      expect(configTest(text)).toEqual({ verdict: 'accepted', lines: [] });
      expect(lintNode(parse(text, CONFIG))).toContainEqual(
        expect.objectContaining({ rule: 'KA016', severity: 'warning' }),
      );
    });

    it.each<[string, string, readonly Edit[]]>([
      ['KA005', 'two statements on a line', [['priority 250', 'priority 250 advert_int 1']]],
      ['KA020', 'multicast', [['    unicast_src_ip 172.16.16.5\n', ''], peers]],
      ['KA023', 'itself as a peer', [['172.16.16.6', '172.16.16.5']]],
      [
        'KA040',
        'strict mode',
        [
          ['    script_user', 'vrrp_strict\nscript_user'],
          [/ {4}authentication \{[^}]*}\n/, ''],
        ],
      ],
      ['KA041', 'no_accept', [['nopreempt', 'no_accept\nnopreempt']]],
      ['KA044', 'no garp_master_refresh', [['    garp_master_refresh 5\n', '']]],
      ['KA048', "the node's own address", [['172.16.16.12', '172.16.16.5']]],
      ['KA054', 'skipping switched off', [['nopreempt', 'skip_check_adv_addr off\nnopreempt']]],
      ['KA061', 'a password with a comment character', [['k7Rw2xQz', 'k7Rw!2xQz']]],
      ['KA061', 'a password with an escape', [['k7Rw2xQz', 'k7Rw\\#2xQ']]],
    ])('keepalived accepts and %s rejects %s', (rule, _, edits) => {
      const text = edited(GOOD, ...edits);
      expect(configTest(text)).toEqual({ verdict: 'accepted', lines: [] });
      expect(errors(text)).toContain(rule);
    });

    it("both reject the guide's configuration as it is pasted", () => {
      const guide = readFileSync(
        new URL('../keepalived/fixtures/guide-primary.conf', import.meta.url),
        'utf8',
      );
      expect(configTest(guide).verdict).toBe('rejected');
      expect(errors(guide)).toEqual(['KA001', 'KA009', 'KA009', 'KA002', 'KA011', 'KA070']);
    });

    it('rejects an executable file and a missing one, for which keepalived may exit with 0', () => {
      expect(configTest(GOOD, 0o750).verdict).toBe('rejected');
      rmSync(CONFIG);
      const { status, stderr } = run('ip', 'netns', 'exec', NAMESPACE, 'keepalived', '-t', '-f', CONFIG);
      expect(judgeConfigTest(release ?? '', status, stderr).verdict).toBe('rejected');
    });

    it('does not let a security violation hide an error', () => {
      const unsafe = edited(GOOD, ['    enable_script_security\n', '']);
      expect(configTest(unsafe).verdict).toBe('accepted');
      expect(configTest(edited(unsafe, ['250', '300'])).verdict).toBe('rejected');
    });

    it('rejects whatever keepalived rejects after a slip of the finger', () => {
      const slip = fc.record({
        at: fc.nat(GOOD.length - 1),
        removed: fc.nat(3),
        added: fc.constantFrom(
          '',
          '{',
          '}',
          '"',
          "'",
          '#',
          ' ',
          '\n',
          '\u00A0',
          '0',
          '-',
          'x',
          ' on',
          '~',
          '//',
          ';',
        ),
      });
      fc.assert(
        fc.property(slip, ({ at, removed, added }) => {
          const text = GOOD.slice(0, at) + added + GOOD.slice(at + removed);
          const { verdict, lines } = configTest(text);
          // Scripts, users and interfaces are there or not: only the host knows.
          fc.pre(verdict === 'rejected' && !lines.some((line) => DEPENDS_ON_HOST.test(line)));
          expect({ text, errors: errors(text) }).not.toEqual({ text, errors: [] });
        }),
        { numRuns: 60, seed: 5 },
      );
    });

    it.skipIf(release !== '2.2.7')('does not believe 2.2.7 when it kills itself', () => {
      expect(configTest(edited(GOOD, ['script_user root', 'script_user nobody'])).verdict).toBe(
        'indeterminate',
      );
    });
  },
);
