import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';
import { edited, GOOD, GOOD_PEER } from './sample.ts';

const weak = (line: string): string => edited(GOOD, ['auth_pass k7Rw2xQz', line]);
const report = (...texts: readonly string[]) =>
  lintFiles(texts.map((text, index) => ({ file: `${index}.conf`, text })));
const rules = (text: string) => report(text).findings.map(({ rule, place }) => `${rule} ${place.line}`);

describe('a comment that disables a rule', () => {
  it.each<[string, string, readonly string[]]>([
    ['behind its line', 'auth_pass 1111 # havip-lint-disable KA062: a lab', []],
    ['with an exclamation mark', 'auth_pass 1111 ! havip-lint-disable KA062: a lab', []],
    ['above its line', '# havip-lint-disable KA062: a lab\nauth_pass 1111', []],
    ['above, with comments between', '# havip-lint-disable KA062 a lab\n\n# more\nauth_pass 1111', []],
    ['that says next line', '# havip-lint-disable-next-line KA062 -- a lab\nauth_pass 1111', []],
    ['by its name', 'auth_pass 1111 # havip-lint-disable auth-weak: a lab', []],
    ['in small letters', 'auth_pass 1111 # havip-lint-disable ka062: a lab', []],
    ['of another rule', 'auth_pass 1111 # havip-lint-disable KA060: a lab', ['KA062 25', 'KA098 25']],
    ['without a reason', 'auth_pass 1111 # havip-lint-disable KA062', ['KA098 25']],
    ['without a rule', 'auth_pass 1111 # havip-lint-disable', ['KA062 25', 'KA098 25']],
    ['that is none', 'auth_pass 1111 # havip-lint-disable KA999: x', ['KA062 25', 'KA098 25']],
    ['for nothing', 'auth_pass k7Rw2xQz # havip-lint-disable KA062: a lab', ['KA098 25']],
    ['in quotes, where it is no comment', 'auth_pass "# havip-lint-disable KA062: x"', ['KA060 25']],
    ['of two rules', 'auth_pass 111111111 # havip-lint-disable KA062, KA060: a lab', []],
    ['of two rules without a comma', 'auth_pass 111111111 # havip-lint-disable KA062 KA060 a lab', []],
  ])('%s', (_, line, expected) => {
    expect(rules(weak(line))).toEqual(expected);
  });

  it('is told with its reason', () => {
    const { disabled } = report(weak('auth_pass 1111 # havip-lint-disable KA062: a lab of mine'));
    expect(disabled).toMatchObject([{ by: 'comment', reason: 'a lab of mine', finding: { rule: 'KA062' } }]);
  });

  it('counts between files, and is not called useless where the other file is not there', () => {
    const other = edited(GOOD_PEER, ['k7Rw2xQz', 'k7Rw2xQy # havip-lint-disable KA028: on purpose']);
    expect(report(GOOD, other).findings).toEqual([]);
    expect(rules(other)).toEqual([]);
  });

  it('takes linear time, however many there are', async () => {
    const many = '# havip-lint-disable KA062: x\n'.repeat(40_000);
    const costs = await cpuMsOf(() => expect(report(many).findings).toHaveLength(1000));
    expect(costs).toBeLessThan(20_000);
  });
});

describe('settings of a file', () => {
  it('disable rules and change what they count for', () => {
    const text = edited(GOOD, ['k7Rw2xQz', '1111'], ['    init_fail\n', '']);
    const { findings, disabled } = lintFiles([{ file: 'a.conf', text }], {
      settingsOf: () => ({
        disable: new Map([['KA078', 'late on purpose']]),
        severity: new Map([['KA062', 'error']]),
      }),
    });
    expect(findings).toMatchObject([{ rule: 'KA062', severity: 'error' }]);
    expect(disabled).toMatchObject([{ by: 'settings', reason: 'late on purpose' }]);
  });
});
