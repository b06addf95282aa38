import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { formatFindings, formatSummary } from '../../../src/keepalived/lint/told/render.ts';

const read = (name: string) => ({
  file: `${name}.conf`,
  text: readFileSync(new URL(`../fixtures/guide-${name}.conf`, import.meta.url), 'utf8'),
});
const both = lintFiles([read('primary'), read('secondary')]);

/** What is wrong with the guide's configuration as it is copied out of the page. */
const EXPECTED = [
  'KA001 3',
  'KA087 4',
  'KA009 13',
  'KA009 14',
  'KA002 17',
  'KA011 27',
  'KA062 32',
  'KA074 41',
  'KA010 49',
  'KA070 52',
];

describe("the guide's configuration, pasted", () => {
  it.each(['primary.conf', 'secondary.conf'])('has every finding in %s', (file) => {
    const found = both.findings.filter(({ place }) => place.file === file);
    const pairOnly = ({ rule }: { readonly rule: string }): boolean => rule === 'KA089';
    expect(found.filter((each) => !pairOnly(each)).map(({ rule, place }) => `${rule} ${place.line}`)).toEqual(
      EXPECTED,
    );
  });

  it('shows the place and the mend, never the password', () => {
    const text = formatFindings(both.findings, both.configs, false);
    expect(text).toContain(
      'primary.conf:27:5: error KA011 preempt-mix: preempt_delay has no use with nopreempt\n' +
        '  27 |     preempt_delay 10\n' +
        '     |     ^\n' +
        '  see: primary.conf:26:5\n' +
        '  fix: Delete preempt_delay\n',
    );
    expect(text).toContain('fix: Restore the line above: vrrp_script checkhaproxy {');
    expect(text).toContain('auth_pass ********');
    expect(text).not.toContain('1111');
    expect(formatSummary(2, both.findings)).toBe('2 files checked: 12 errors, 7 warnings, 2 notes\n');
  });
});
