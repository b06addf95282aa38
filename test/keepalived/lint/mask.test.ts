import { describe, expect, it } from 'vitest';
import { lintNode } from '../../../src/keepalived/lint/lint.ts';
import { Mask } from '../../../src/keepalived/lint/told/mask.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';

const SECRET = 's3cretXY';

describe('Mask', () => {
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
    `vrrp_instance a {\n authentication {\n auth_type PASS\n auth_pass x}${SECRET}\n }\n}`,
    `vrrp_instance a {\n authentication {\n auth_pass\u3000${SECRET}\n }\n}`,
    `global_defs {\n smtp_password ${SECRET}\n}`,
    `global_defs {\n smtp_auth_secret=${SECRET}\n}`,
    `SSL {\n password ${SECRET}\n}`,
    `auth_pass ${SECRET} ${SECRET}x {`,
    `$PASS=${SECRET}\nauthentication {\nauth_pass $PASS\n}`,
  ])('hides the password in %j', (text) => {
    const config = parse(text, 'k.conf');
    const mask = new Mask(config);
    const lines = config.sources.flatMap(({ file, lines: all }) =>
      all.map((_, index) => mask.line({ file, line: index + 1, column: 1 })),
    );
    expect(lines.join('\n')).not.toContain(SECRET);
    const messages = lintNode(config).map(({ message, fix }) => `${message} ${fix}`);
    expect(messages.join('\n')).not.toContain(SECRET);
  });

  it('leaves other lines as they are', () => {
    const config = parse('authentication {\nauth_type PASS\nauth_pass 51\n}\npriority 51', 'k.conf');
    expect([2, 3, 5].map((line) => new Mask(config).line({ file: 'k.conf', line, column: 1 }))).toEqual([
      'auth_type PASS',
      'auth_pass ********',
      'priority 51',
    ]);
  });
});
