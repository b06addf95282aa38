import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { formatFindings } from '../../../src/keepalived/lint/told/render.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

/** Large enough for anything that grows by the square of its length to take minutes. */
const SIZE = 1 << 18;

/** Texts of a quarter of a megabyte that once took minutes, gigabytes, or the stack. */
const CASES: readonly (readonly [string, string])[] = [
  ['open braces', '{'.repeat(SIZE)],
  ['open braces, one a line', '{\n'.repeat(SIZE / 2)],
  ['closing braces', '}'.repeat(SIZE)],
  ['empty blocks on one line', 'a{}'.repeat(SIZE / 3)],
  ['conditions on one line', '@a '.repeat(SIZE / 3)],
  ['nested blocks', `${'a {\n'.repeat(30_000)}${'}\n'.repeat(30_000)}`],
  ['nested blocks of the language', 'vrrp_instance a {\n'.repeat(20_000)],
  ['newlines', '\n'.repeat(SIZE)],
  ['blanks', ' '.repeat(SIZE)],
  ['tabs before a newline', `${'\t'.repeat(SIZE)}\n`],
  ['carriage returns', '\r'.repeat(SIZE)],
  ['quotes', '"'.repeat(SIZE)],
  ['backslashes', '\\'.repeat(SIZE)],
  ['comment characters', '#'.repeat(SIZE)],
  ['dollar signs', `$A=1\n${'$A'.repeat(SIZE / 2)}`],
  [
    'parameters that double',
    `$A0=xxxxxxxx\n${Array.from({ length: 60 }, (_, n) => `$A${n + 1}=$A${n}$A${n}`).join('\n')}\nrouter_id $A60`,
  ],
  ['a parameter that names itself', '$A=$A $A\nrouter_id $A\n'.repeat(10_000)],
  ['blocks of lines that double', `$A=\\\n$B\\\n$B\n$B=\\\n$A\\\n$A\n${'$A\n'.repeat(10_000)}`],
  ['unknown keywords', 'unknown_keyword value\n'.repeat(20_000)],
  ['foreign blanks', '\u00A0priority 1\n'.repeat(20_000)],
  ['many instances', Array.from({ length: 1000 }, (_, n) => instance(n)).join('')],
  ['one instance many times', instance(1).repeat(2000)],
  ['words of a script', `vrrp_script a {\nscript "${'\\x4'.repeat(SIZE / 3)}\n}`],
  ['no text at all', Buffer.from(Uint8Array.from({ length: SIZE }, (_, n) => n * 7)).toString('latin1')],
];

function instance(n: number): string {
  return `vrrp_instance V${n} {\n interface eth0\n virtual_router_id ${(n % 255) + 1}\n authentication {\n auth_type PASS\n auth_pass secret${n}\n }\n virtual_ipaddress {\n 10.1.${n >> 8}.${n & 255}\n }\n}\n`;
}

describe('a file made for trouble', () => {
  it.each(CASES)('%s', async (_, text) => {
    const costs = await cpuMsOf(() => {
      const { configs, findings } = lintFiles([{ file: 'k.conf', text }]);
      expect(formatFindings(findings, configs, false).length).toBeLessThan(300_000);
      expect(findings.length).toBeLessThan(30_000);
    });
    expect(costs).toBeLessThan(10_000);
  });
});
