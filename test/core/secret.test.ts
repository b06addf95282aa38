import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/core/programs/shell.ts';
import { Redactor, Secret } from '../../src/core/secret.ts';

const PEM = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJx2u3G0XvD8Zc1d
q7N5mB4yTg==
-----END PRIVATE KEY-----
`;

function redactorOf(...values: readonly (string | number)[]): Redactor {
  const redactor = new Redactor();
  for (const value of values) redactor.add(new Secret(value));
  return redactor;
}

/** Every form in which a text may carry a secret. */
const FORMS: readonly (readonly [string, (value: string) => string])[] = [
  ['as it stands', (value) => value],
  ['quoted for a shell', (value) => commandLine('echo', value)],
  ['in JSON', (value) => JSON.stringify({ value })],
  ['in JSON in JSON', (value) => JSON.stringify(JSON.stringify({ value }))],
  ['in a URL', (value) => `https://ann:${encodeURIComponent(value)}@example.com/`],
  ['in base64', (value) => `Authorization: ${Buffer.from(value).toString('base64')}`],
  ['in base64 for URLs', (value) => Buffer.from(value).toString('base64url')],
  [
    'added by a diff',
    (value) =>
      value
        .split('\n')
        .map((line) => `+${line}`)
        .join('\n'),
  ],
  [
    'after a host’s name',
    (value) =>
      value
        .split('\n')
        .map((line) => `web-1 | ${line}`)
        .join('\n'),
  ],
  [
    'indented, with Windows’ ends of lines',
    (value) =>
      value
        .split('\n')
        .map((line) => `    ${line}\r`)
        .join('\n'),
  ],
];

/** Each with a part of it that must never be seen. */
const SECRETS: readonly (readonly [string, string])[] = [
  ['correct-horse', 'correct-horse'],
  ['87654321', '87654321'],
  [`it's "so" \\ $HOME`, 'so\\'],
  ['grüße/+=?&', 'grüße'],
  [PEM, 'MC4CAQAwBQYDK2VwBCIEIJx2u3G0XvD8Zc1d'],
  [PEM, 'q7N5mB4yTg'],
  ['first line\nsecond line', 'second line'],
];

describe('a secret', () => {
  const cases = SECRETS.flatMap(([secret, part]) =>
    FORMS.map(([form, make]) => [form, secret, part, make] as const),
  );
  it.each(cases)('%s: %j shows no %j', (_form, secret, part, make) => {
    const shown = redactorOf(secret).redact(make(secret));
    expect(shown).toContain('********');
    expect(shown).not.toContain(part);
    expect(shown).not.toContain(encodeURIComponent(part));
    expect(shown).not.toContain(Buffer.from(part).toString('base64').replace(/=+$/, '').slice(0, -2));
  });

  it('is masked by every way of turning it into text', () => {
    const secret = new Secret('hunter2');
    for (const text of [`${secret}`, String(secret), JSON.stringify({ secret }), `${[secret]}`]) {
      expect(text).toContain('********');
      expect(text).not.toContain('hunter2');
    }
  });

  it('known after a text was shown is masked in the next', () => {
    const redactor = redactorOf('one-secret');
    expect(redactor.redact('one-secret other-secret')).toBe('******** other-secret');
    redactor.add(new Secret('other-secret'));
    expect(redactor.redact('one-secret other-secret')).toBe('******** ********');
  });

  it('that is part of another hides no half of it', () => {
    expect(redactorOf('hunter2', 'hunter2-and-more').redact('hunter2-and-more')).toBe('********');
  });
});
