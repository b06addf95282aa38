import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Opening, openingProgram } from '../../../src/havip/firewall/opening.ts';

const GAPS = (['input', 'output'] as const).flatMap((way) =>
  ['172.16.16.6', '172.16.16.7'].map((peer) => ({ way, peer })),
);
const opening = (kind: Opening['kind']): Opening => ({
  kind,
  interface: 'eth0',
  gaps: GAPS,
  chains: [{ way: 'input', chain: 'inet filter input' }],
});

describe('the program that opens a firewall', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-opening-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['firewalld', 'ufw', 'iptables', 'iptables-legacy', 'nftables'] as const)(
    'of %s is POSIX sh',
    (kind) => {
      const { status, stderr } = spawnSync('sh', ['-n'], {
        input: openingProgram(opening(kind)),
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );

  /** What the program says when it opens, where the one it calls is this. */
  function calls(of: Opening, name: string, body: string): readonly string[] {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const input = openingProgram(of)
      .replaceAll('/etc/', `${folder}/`)
      .replace('PATH=/usr/sbin', `PATH=${folder}:/usr/sbin`)
      .replace('set -u', 'set -u\nset -- open');
    const { status, stdout } = spawnSync('sh', ['-s'], { input, encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout.trim().split('\n');
  }

  it.each<[string, string, readonly string[]]>([
    ['where a rule that denies may stand before ours', 'echo "$*"', ['prepend allow in on eth0']],
    ['with an older word for that', '[ "$1" != prepend ] && echo "$*"', ['insert 1 allow in on eth0']],
    [
      'where there is no rule yet',
      'case $1 in prepend | insert) exit 1 ;; esac; echo "$*"',
      ['allow in on eth0'],
    ],
  ])('puts its rule of ufw first, %s', (_name, ufw, expected) => {
    const gaps = [{ way: 'input', peer: '172.16.16.6' }] as const;
    const said = calls({ ...opening('ufw'), gaps }, 'ufw', ufw);
    expect(said.filter((line) => line.includes('comment'))).toEqual(
      expected.map((words) => `${words} proto vrrp from 172.16.16.6 comment havip-deploy`),
    );
  });

  it('gives the rule of firewalld to the zone that a peer comes to, and without one to that of the card', () => {
    const gaps = [
      { way: 'input', peer: '172.16.16.6', zone: 'internal' },
      { way: 'input', peer: '172.16.16.7' },
    ] as const;
    const program = 'case $1 in --get-zone-of-interface=eth0) echo home ;; *) echo "$*" ;; esac';
    const rule = (zone: string, last: string) =>
      ['-q --permanent', '-q'].map(
        (how) =>
          `${how} --zone=${zone} --add-rich-rule=rule family=ipv4 source address=172.16.16.${last} protocol value=vrrp accept`,
      );
    expect(calls({ ...opening('firewalld'), gaps }, 'firewall-cmd', program)).toEqual([
      ...rule('internal', '6'),
      ...rule('home', '7'),
    ]);
  });

  it('asks the variant of iptables that drops', () => {
    const gaps = [{ way: 'input', peer: '172.16.16.6' }] as const;
    expect(calls({ ...opening('iptables-legacy'), gaps }, 'iptables-legacy', 'echo "$*"')[0]).toBe(
      '-w -I INPUT -s 172.16.16.6/32 -p 112 -m comment --comment havip-deploy -j ACCEPT',
    );
  });

  /** Rules of a ufw that has no word for VRRP, where the program would find them. */
  function beforeRules(action: string, rules: string): string {
    const file = join(folder, 'before.rules');
    writeFileSync(file, rules);
    const program = openingProgram(opening('ufw'))
      .replaceAll('/etc/ufw/before.rules', file)
      .replace('set -u', `set -u\nufw() { [ "$1" = reload ]; }\nset -- ${action}`);
    expect(spawnSync('sh', ['-s'], { input: program, encoding: 'utf8' })).toMatchObject({ status: 0 });
    return readFileSync(file, 'utf8');
  }

  it('writes what an old ufw cannot say into its filter table, twice the same, and takes it back', () => {
    const rules =
      '*nat\nCOMMIT\n*filter\n:ufw-before-input - [0:0]\n-A ufw-before-input -i lo -j ACCEPT\nCOMMIT\n';
    const opened = beforeRules('open', rules);
    const line = (way: string, side: string) =>
      ['6', '7'].map(
        (last) =>
          `-A ufw-before-${way} ${side} 172.16.16.${last}/32 -p 112 -m comment --comment havip-deploy -j ACCEPT\n`,
      );
    const lines = [...line('input', '-i eth0 -s'), ...line('output', '-o eth0 -d')].join('');
    expect(opened).toBe(rules.replace(/COMMIT\n$/, `${lines}COMMIT\n`));
    expect(beforeRules('open', opened)).toBe(opened);
    expect(beforeRules('close', opened)).toBe(rules);
  });
});
