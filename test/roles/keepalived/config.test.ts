import { describe, expect, it } from 'vitest';
import { type RenderedFiles, renderFiles } from '../../../roles/keepalived/files/config.ts';
import { lintProblem } from '../../../roles/keepalived/lint.ts';
import type { KeepalivedVars } from '../../../roles/keepalived/vars.ts';
import { lintFiles, networkFact } from '../../../src/index.ts';
import { factsOf } from '../../support/facts.ts';
import { FURTHER_SETTINGS } from './further-settings.ts';
import { configName, NODES_FACTS, network, SETTINGS, varsWith } from './sample.ts';

function render(vars: KeepalivedVars, version = '2.2.7'): RenderedFiles {
  const rendered = renderFiles(vars, version, NODES_FACTS);
  if ('problems' in rendered) throw new Error(JSON.stringify(rendered.problems));
  return rendered.files;
}

async function rendered(havip: Readonly<Record<string, unknown>>, version?: string) {
  const [primary, secondary] = (await varsWith(havip)).map((vars) => render(vars, version));
  if (primary === undefined || secondary === undefined) throw new Error('two nodes were expected');
  return { primary, secondary };
}

/** The lines of a configuration that come and go with a setting, without their indentation. */
const lines = (text: string) => text.split('\n').map((line) => line.trim());

describe('keepalived.conf', () => {
  it.each([...SETTINGS, ...FURTHER_SETTINGS])(
    'of %s: our linter finds no error and no warning',
    async (_name, havip) => {
      for (const version of ['2.2.7', '2.3.3']) {
        const { primary, secondary } = await rendered(havip, version);
        const texts = [
          { file: configName('HAVIP-01'), text: primary.config },
          { file: configName('HAVIP-02'), text: secondary.config },
        ];
        const profile = 'multicast' in havip ? 'lan' : 'havip';
        const found = lintFiles(texts, { version, profile }).findings.filter(
          ({ severity }) => severity !== 'info',
        );
        expect(found.map(({ rule, message }) => `${rule} ${message}`)).toEqual([]);
      }
    },
  );

  it('has what the guide asks for, mended as the reference says', async () => {
    const { primary, secondary } = await rendered({});
    for (const line of [
      'state BACKUP',
      'nopreempt',
      'virtual_router_id 51',
      'interface eth0',
      'garp_master_delay 1',
      'garp_master_refresh 5',
      'advert_int 1',
    ]) {
      expect(lines(primary.config)).toContain(line);
      expect(lines(secondary.config)).toContain(line);
    }
    expect(lines(primary.config)).toEqual(
      expect.arrayContaining(['priority 250', 'unicast_src_ip 172.16.16.5', '172.16.16.6']),
    );
    expect(lines(secondary.config)).toEqual(
      expect.arrayContaining(['priority 240', 'unicast_src_ip 172.16.16.6', '172.16.16.5']),
    );
    expect(primary.config).not.toContain('vrrp_strict');
  });

  it.each([
    ['preempt', { preempt: true }, '2.2.7', 'nopreempt', false],
    [
      'several addresses',
      { address: undefined, addresses: ['172.16.16.12', '172.16.16.13'] },
      '2.2.7',
      'vrrp_garp_master_repeat 1',
      true,
    ],
    ['one address', {}, '2.2.7', 'vrrp_garp_master_repeat 1', false],
    ['a password with a comment sign', { auth_pass: 'ab!cd' }, '2.2.7', 'auth_pass "ab!cd"', true],
    ['script security', {}, '1.3.0', 'enable_script_security', true],
    ['a keepalived before script security', {}, '1.2.24', 'enable_script_security', false],
    ['fast', { profile: 'fast' }, '2.2.7', 'vrrp_version 3', true],
    ['fast without a realtime priority', { profile: 'fast' }, '2.2.7', 'max_auto_priority', false],
    ['mail', { notify: { email: 'a@example.org', smtp_server: '127.0.0.1' } }, '2.2.7', 'smtp_alert', true],
    [
      'a mail server with a port',
      { notify: { email: 'a@example.org', smtp_server: '127.0.0.1:2525' } },
      '2.2.7',
      'smtp_server 127.0.0.1 2525',
      true,
    ],
    ['no mail', {}, '2.2.7', 'smtp_alert', false],
    ['a user of a check', { checks: [{ name: 'a', tcp: 1, user: 'nobody' }] }, '2.2.7', 'user nobody', true],
    ['an interface', { track_interface: ['eth1'] }, '2.2.7', 'eth1', true],
    [
      'a weight',
      { preempt: true, track_interface: [{ interface: 'eth1', weight: -20 }] },
      '2.2.7',
      'eth1 weight -20',
      true,
    ],
    [
      'a file that is made',
      { track_file: [{ name: 'f', file: '/f', init_file: 0 }] },
      '2.2.7',
      'init_file 0',
      true,
    ],
    ['a file that is not', { track_file: [{ name: 'f', file: '/f' }] }, '2.2.7', 'init_file 0', false],
  ])('%s', async (_name, havip, version, line, there) => {
    const { primary } = await rendered(havip, version);
    expect(lines(primary.config).includes(line)).toBe(there);
  });

  it('has a script of its own for each check, the only one under its plain name', async () => {
    const path = '/usr/libexec/keepalived/havip-check';
    const one = (await rendered({ check: { tcp: 80 } })).primary;
    const two = (
      await rendered({
        checks: [
          { name: 'a', tcp: 1 },
          { name: 'b', tcp: 2 },
        ],
      })
    ).primary;
    expect(one.checks.map((check) => check.path)).toEqual([path]);
    expect(two.checks.map((check) => check.path)).toEqual([`${path}-a`, `${path}-b`]);
    for (const check of two.checks) expect(two.config).toContain(`script "${check.path}"`);
  });

  it('needs the private address of every peer', async () => {
    const [vars] = await varsWith();
    if (vars === undefined) throw new Error('no node');
    const alone = new Map([['HAVIP-01', factsOf([networkFact, network('172.16.16.5')])]]);
    expect(renderFiles(vars, '2.2.7', alone)).toMatchObject({
      problems: [{ code: 'host.peer-address-unknown' }],
    });
  });
});

describe('what our linter rejects', () => {
  it.each([
    ['that it is built without', ['VRRP'], 'host.config-rejected'],
    ['that it is built with', ['VRRP', 'SNMP_VRRP'], undefined],
    ['of which nobody knows whether it is', undefined, undefined],
  ])('is what keepalived knows only with something %s', async (_name, build, code) => {
    const [vars] = await varsWith({ raw: { global_defs: 'enable_traps\n' } });
    if (vars === undefined) throw new Error('no node');
    const problem = lintProblem(vars, render(vars).config, { version: '2.2.7', build }, NODES_FACTS);
    expect(problem?.code).toBe(code);
    if (problem !== undefined) expect(problem.detail).toMatch(/^KA003, line \d+: .*without SNMP/);
  });

  it('is told with rule, line and mend, and never sent', async () => {
    const [vars] = await varsWith();
    if (vars === undefined) throw new Error('no node');
    const broken = render(vars).config.replace('    nopreempt', '    nopreempt\n    vrrp_strict');
    const strict = render(vars).config.replace('    nopreempt', '    nopreempt\n    strict_mode on');
    expect(lintProblem(vars, render(vars).config, { version: '2.2.7' }, NODES_FACTS)).toBeUndefined();
    expect(lintProblem(vars, strict, { version: '2.2.7' }, NODES_FACTS)).toMatchObject({
      code: 'host.config-rejected',
      detail: expect.stringMatching(/^KA040, line \d+: .*\nNothing was sent/),
    });
    expect(lintProblem(vars, broken, { version: '2.2.7' }, NODES_FACTS)).toMatchObject({
      code: 'host.config-rejected',
    });
  });

  it('points into the inventory where the words stand there', async () => {
    const raw = {
      instance: 'debug 2\nunicast_fault_no_peer\n',
      file: 'bfd_instance w {\n    neighbor_ip 172.16.16.6\n}\n',
    };
    const [vars] = await varsWith({ raw });
    if (vars === undefined) throw new Error('no node');
    const place = { file: 'inventory.yaml', line: 12, column: 17 };
    const { havip } = vars.cluster;
    const placed = { ...havip.raw, instance: { text: havip.raw.instance?.text ?? '', place } };
    const cluster = { ...vars.cluster, havip: { ...havip, raw: placed } };
    const problem = lintProblem(
      { ...vars, cluster },
      render(vars, '2.1.5').config,
      { version: '2.1.5' },
      NODES_FACTS,
    );
    expect(problem).toMatchObject({
      source: { ...place, line: 13 },
      detail: expect.stringContaining('2.2.5'),
    });
  });

  it('also counts beside the peer’s: two nodes that would not accept each other', async () => {
    const [vars] = await varsWith();
    if (vars === undefined) throw new Error('no node');
    const other = render(vars).config.replace('virtual_router_id 51', 'virtual_router_id 52');
    expect(lintProblem(vars, other, { version: '2.2.7' }, NODES_FACTS)).toMatchObject({
      code: 'host.config-rejected',
    });
  });
});
