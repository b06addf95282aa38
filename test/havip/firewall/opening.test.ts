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

  it.each(['firewalld', 'ufw', 'iptables', 'nftables'] as const)('of %s is POSIX sh', (kind) => {
    const { status, stderr } = spawnSync('sh', ['-n'], {
      input: openingProgram(opening(kind)),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
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
