import { describe, expect, it } from 'vitest';
import { plainSecrets } from '../../../src/cli/engine/submit/plain-secrets.ts';
import { Secret } from '../../../src/core/secret.ts';

const PEM = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\nAAAAB3NzaC1yc2E\n';

/** What would lie in the database, the secret, and where it is found. */
const FOUND: readonly (readonly [string, string, string, string])[] = [
  ['a value', 'a: 1\nansible_password: hunter22\n', 'hunter22', '2:19'],
  ['the value and not a word before it', '# root\nuser: x\npassword: root\n', 'root', '3:11'],
  ['a number', 'auth_pass: 1234\n', '1234', '1:12'],
  ['one in quotes of YAML', "p: 'it''s'\n", "it's", '1:5'],
  ['one in quotes of JSON', '{"p": "a\\"b"}', 'a"b', '1:8'],
  ['one in the middle of a word', 'url: http://x:s3cr3t@y/\n', 's3cr3t', '1:15'],
  [
    'one of several lines, indented',
    'key: |\n  first line\n  second line\n',
    'first line\nsecond line\n',
    '2:3',
  ],
  ['a private key that nobody has named', `key: |\n  ${PEM}`, 'other', '2:3'],
];

describe('a secret in clear is found in what would travel', () => {
  it.each(FOUND)('%s', (_name, text, secret, place) => {
    const [line, column] = place.split(':').map(Number);
    const problems = plainSecrets([{ file: 'inventory.yaml', text }], [new Secret(secret)]);
    expect(problems).toMatchObject([
      { code: 'usage.secret-in-clear', source: { file: 'inventory.yaml', line, column } },
    ]);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  it.each([
    ['none', 'ansible_user: root\n', 'hunter22'],
    ['one line of several', 'server {\n  listen 80;\n}\n', 'server {\n  key abc;\n}\n'],
    ['an empty one', 'a: 1\n', ''],
    ['where it is read', "p: \"{{ lookup('env', 'X') }}\"\n", "{{ lookup('env', 'X') }}"],
    ['ciphertext', 'p: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n', 'hunter22'],
  ])('%s is none', (_name, text, secret) => {
    expect(plainSecrets([{ file: 'inventory.yaml', text }], [new Secret(secret)])).toEqual([]);
  });

  it('is told once on a command line, which has no lines', () => {
    const texts = [{ file: 'the command line', text: '["a=hunter22","b=hunter22"]', isNoFile: true }];
    const problems = plainSecrets(texts, [new Secret('hunter22')]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toHaveProperty('source');
  });
});
