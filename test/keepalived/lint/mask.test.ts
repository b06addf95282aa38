import { describe, expect, it } from 'vitest';
import { shownLine } from '../../../src/keepalived/lint/mask.ts';
import { parse } from '../../../src/keepalived/parse.ts';

const SECRET = 's3cretXY';

describe('shownLine', () => {
  it.each([
    `auth_pass ${SECRET}`,
    `\u00A0auth_pass\u00A0${SECRET}`,
    `# auth_pass ${SECRET}`,
    `auth_pass "${SECRET}" # ${SECRET}`,
    `auth_pas ${SECRET}`,
    `authpass ${SECRET}`,
    `vrrp_instance a { authentication { auth_type PASS`,
    `authentication {\nwhatever ${SECRET}\n}`,
    `authentication {\n${SECRET}\n}`,
    `auth_hmac {\nkey 1 ${SECRET}\n}`,
    `$PASS=${SECRET}\nauthentication {\nauth_pass $PASS\n}`,
  ])('hides the password in %j', (text) => {
    const config = parse(text, 'k.conf');
    const shown = config.lines.map((_, index) => shownLine(config, index + 1)).join('\n');
    expect(shown).not.toContain(SECRET);
  });

  it('leaves other lines as they are', () => {
    const config = parse('authentication {\nauth_type PASS\nauth_pass 51\n}\npriority 51', 'k.conf');
    expect([2, 3, 5].map((line) => shownLine(config, line))).toEqual([
      'auth_type PASS',
      'auth_pass ********',
      'priority 51',
    ]);
  });
});
