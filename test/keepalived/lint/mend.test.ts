import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/keepalived/lint/edits/edit.ts';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { mendTexts } from '../../../src/keepalived/lint/mend.ts';
import { RULES } from '../../../src/keepalived/lint/rules.ts';
import { type Edit, edited, GOOD, GOOD_PEER } from './sample.ts';

const FILE = 'a.conf';
const mended = (text: string) => mendTexts([{ file: FILE, text }]).texts[0]?.text;

/** What breaks the good configuration, and what the mended one differs from it by; nothing where it is the same. */
const SAFE: readonly (readonly [string, readonly Edit[], readonly Edit[]])[] = [
  ['KA001', [['    state', '\u00A0\u3000  state']], []],
  ['KA001', [[/^/, '\uFEFF']], []],
  [
    'KA001',
    [['priority 250', 'priority\u00A0250 # a\u00A0comment']],
    [['priority 250', 'priority 250 # a\u00A0comment']],
  ],
  ['KA002', [['vrrp_script service {', '# vrrp_script service\n{']], [['service {', 'service\n{']]],
  ['KA006', [['priority 250', 'priority 250 // high']], [['priority 250', 'priority 250 # high']]],
  [
    'KA006',
    [['    priority', '//priority 1\n    priority']],
    [['    priority', '#priority 1\n    priority']],
  ],
  ['KA009', [['    script_user', '    vrrp_garp_interval 0\n    script_user']], []],
  [
    'KA009',
    [['    script_user', '    vrrp_gna_interval 0 # why\n    script_user']],
    [['    script_user', '    # why\n    script_user']],
  ],
  [
    'KA010',
    [['    garp_master_delay', '    track_interface {\n        eth0\n    }\n    garp_master_delay']],
    [],
  ],
  [
    'KA010',
    [
      [
        '    garp_master_delay',
        '    track_interface {\n        eth0\n        eth1\n    }\n    garp_master_delay',
      ],
    ],
    [['    garp_master_delay', '    track_interface {\n        eth1\n    }\n    garp_master_delay']],
  ],
  ['KA010', [['    garp_master_delay', '    track_interface { eth0 }\n    garp_master_delay']], []],
  [
    'KA010',
    [
      [
        '    garp_master_delay',
        '    track_interface { # a\n        eth0 # b\n    } # c\n    garp_master_delay',
      ],
    ],
    [['    garp_master_delay', '    # a\n        # b\n    # c\n    garp_master_delay']],
  ],
  ['KA011', [['    nopreempt\n', '    nopreempt\n    preempt_delay 10\n']], []],
  [
    'KA044',
    [['    garp_master_delay 1\n    garp_master_refresh 5\n', '']],
    [
      ['    garp_master_delay 1\n    garp_master_refresh 5\n', ''],
      ['    state', '    garp_master_refresh 5\n    garp_master_delay 1\n    state'],
    ],
  ],
  [
    'KA053',
    [['    vrrp_skip_check_adv_addr\n', '']],
    [
      ['    vrrp_skip_check_adv_addr\n', ''],
      ['    router_id', '    vrrp_skip_check_adv_addr\n    router_id'],
    ],
  ],
  [
    'KA053',
    [[/^global_defs[^}]*}\n\n/, '']],
    [
      [
        /^global_defs[^}]*}/,
        'global_defs {\n    vrrp_skip_check_adv_addr\n    enable_script_security\n    script_user root\n}',
      ],
    ],
  ],
  ['KA060', [['k7Rw2xQz', 'k7Rw2xQz9ab # c']], [['k7Rw2xQz', 'k7Rw2xQz # c']]],
  ['KA060', [['k7Rw2xQz', '"k7Rw2xQz9ab"']], [['k7Rw2xQz', '"k7Rw2xQz"']]],
  [
    'KA063',
    [['    script_user', '    vrrp_version 3\n    script_user']],
    [
      ['    script_user', '    vrrp_version 3\n    script_user'],
      [/ {4}authentication \{[^}]*}\n/, ''],
    ],
  ],
  [
    'KA074',
    [['    enable_script_security\n', '']],
    [
      ['    enable_script_security\n', ''],
      ['    router_id', '    enable_script_security\n    router_id'],
    ],
  ],
  ['KA093', [['advert_int 1', 'advert_int 0.7 # soon']], [['advert_int 1', 'advert_int 1 # soon']]],
  ['KA093', [['advert_int 1', 'advert_int 2.5']], [['advert_int 1', 'advert_int 3']]],
  ['KA092', [[/( {4}notify .*\n)/, '    notify "/usr/libexec/keepalived/notify"\n    notify /etc/b\n']], []],
  ['KA094', [['        172.16.16.6\n', '        172.16.16.6\n        172.16.16.6\n']], []],
];

/** What breaks it, and the mend that is only shown. */
const UNSAFE: readonly (readonly [string, Edit, Edit])[] = [
  [
    'KA002',
    ['vrrp_script service {', '# vrrp_script other\n{'],
    ['vrrp_script service {', 'vrrp_script other\n{'],
  ],
  ['KA003', ['router_id', 'routr_id'], ['x', 'x']],
  [
    'KA006',
    ['    garp_master_delay', '// x {\n}\n    garp_master_delay'],
    ['    garp_master_delay', '# x {\n}\n    garp_master_delay'],
  ],
  ['KA012', ['BACKUP', 'MASTER'], ['x', 'x']],
  ['KA014', ['250', '255'], ['250', '254']],
  ['KA023', ['        172.16.16.6\n', '        172.16.16.6\n        172.16.16.5\n'], ['x', 'x']],
  ['KA040', ['    script_user', '    vrrp_strict\n    script_user'], ['x', 'x']],
  ['KA041', ['    nopreempt', '    no_accept\n    nopreempt'], ['x', 'x']],
  ['KA044', ['garp_master_delay 1', 'garp_master_delay 0'], ['x', 'x']],
  ['KA045', ['172.16.16.12', '172.16.16.12\n172.16.16.13'], ['172.16.16.12', '172.16.16.12\n172.16.16.13']],
  ['KA052', ['172.16.16.12', '172.16.16.12/24'], ['x', 'x']],
  [
    'KA054',
    ['    nopreempt', '    strict_mode off\n    skip_check_adv_addr off\n    nopreempt'],
    ['    nopreempt', '    strict_mode off\n    nopreempt'],
  ],
  ['KA074', ['/usr/libexec/keepalived/check"', '/home/me/check"'], ['x', 'x']],
  ['KA078', ['    init_fail\n', ''], ['    init_fail\n', '']],
];

const findingsOf = (text: string) => lintFiles([{ file: FILE, text }]).findings;

describe('safe mends', () => {
  it.each(SAFE)('%s %j', (rule, breaks, leaves) => {
    const broken = edited(GOOD, ...breaks);
    expect(findingsOf(broken).map((found) => found.rule as string)).toContain(rule);
    expect(mended(broken)).toBe(leaves.length === 0 ? GOOD : edited(GOOD, ...leaves));
  });

  it('leave nothing to mend, and a second time change nothing', () => {
    for (const [, breaks] of SAFE) {
      const once = mended(edited(GOOD, ...breaks)) ?? '';
      expect(findingsOf(once).filter(({ mend }) => mend?.safe)).toEqual([]);
      expect(mended(once)).toBe(once);
    }
  });

  it('are made in files with CRLF, and in included files that were given too', () => {
    const crlf = edited(GOOD, ['    nopreempt\n', '    nopreempt\n    preempt_delay 10\n']).replaceAll(
      '\n',
      '\r\n',
    );
    expect(mended(crlf)).toBe(GOOD.replaceAll('\n', '\r\n'));
    const main = { file: '/etc/main.conf', text: 'include part.conf\n' };
    const part = { file: '/etc/part.conf', text: edited(GOOD, [/^/, '\uFEFF']) };
    const include = () => [part];
    expect(mendTexts([main, part], { include }).texts.map(({ text }) => text)).toEqual([main.text, GOOD]);
    expect(mendTexts([main], { include }).report.findings).toMatchObject([{ rule: 'KA001' }]);
  });

  it.each([
    ['a parameter', '$P=preempt_delay 10\n', '    $P\n'],
    ['a condition', '', '    @a preempt_delay 10\n'],
  ])('are not made behind %s', (_, before, line) => {
    const text = before + edited(GOOD, ['    nopreempt\n', `    nopreempt\n${line}`]);
    expect(mended(text)).toBe(text);
  });
});

describe('other mends', () => {
  it.each(UNSAFE)('%s %j are only shown', (rule, breaks, leaves) => {
    const [from] = leaves;
    const broken =
      rule === 'KA074' ? edited(GOOD, breaks, ['    enable_script_security\n', '']) : edited(GOOD, breaks);
    expect(mended(broken)).toBe(broken);
    const found = findingsOf(broken).find((each) => each.rule === rule);
    expect(found?.mend?.safe).toBe(false);
    const after = applyEdits(broken, found?.mend?.edits ?? []);
    expect(findingsOf(after).map((each) => each.rule as string)).not.toContain(rule);
    if (from === 'x' && rule !== 'KA074') expect(after).toBe(GOOD);
  });

  it('of a pair too', () => {
    const master: Edit = ['BACKUP', 'MASTER'];
    const { findings } = lintFiles([
      { file: 'a.conf', text: edited(GOOD, master, ['    nopreempt\n', '']) },
      { file: 'b.conf', text: edited(GOOD_PEER, master, ['    nopreempt\n', '']) },
    ]);
    expect(findings).toMatchObject([{ rule: 'KA018', mend: { safe: false, edits: [{ text: 'BACKUP' }] } }]);
  });

  it('of a node without nopreempt beside one that has it', () => {
    const { findings } = lintFiles([
      { file: 'a.conf', text: edited(GOOD, ['    nopreempt\n', '']) },
      { file: 'b.conf', text: GOOD_PEER },
    ]);
    const mend = { safe: false, edits: [{ file: 'a.conf', text: '    nopreempt\n' }] };
    expect(findings).toMatchObject([{ rule: 'KA013', mend }]);
  });

  it('of script security, where scripts are run by others and nobody is named for the rest', () => {
    const text = edited(
      GOOD,
      ['    enable_script_security\n    script_user root\n', ''],
      ['    init_fail', '    user nobody\n    init_fail'],
    );
    expect(findingsOf(text)).toMatchObject([{ rule: 'KA074', mend: { safe: false } }]);
  });

  it('never hold a password', () => {
    const text = edited(GOOD, ['k7Rw2xQz', 'k7Rw2xQz9ab']);
    expect(JSON.stringify(findingsOf(text))).not.toContain('k7Rw');
  });
});

it('every rule with a mend is in one of the tables', () => {
  const tried = new Set([...SAFE, ...UNSAFE].map(([rule]) => rule).concat('KA013', 'KA018'));
  const withMend = RULES.filter(({ mend }) => mend !== undefined).map(({ id }) => id as string);
  expect(withMend.filter((id) => !tried.has(id))).toEqual([]);
});

describe("the guide's configuration", () => {
  it('is mended but for its password; every comment is still there', () => {
    const text = readFileSync(new URL('../fixtures/guide-primary.conf', import.meta.url), 'utf8');
    const { texts, report } = mendTexts([{ file: FILE, text }]);
    const after = texts[0]?.text ?? '';
    const level = report.findings.map(({ rule, severity }) => `${rule} ${severity}`);
    expect(level.filter((each) => each.endsWith('error'))).toEqual([]);
    const comments = (of: string) => [...of.matchAll(/[#!]\s*([^#!\n]*\w)/g)].map((match) => match[1]);
    expect(comments(after)).toEqual(comments(text).filter((each) => each !== 'vrrp_script checkhaproxy'));
    expect(level).toEqual(expect.arrayContaining(['KA062 warning']));
  });
});
