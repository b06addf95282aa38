import { describe, expect, it } from 'vitest';
import { traceText } from '../../../src/cli/trace/trace-text.ts';
import { Redactor, Secret } from '../../../src/core/secret.ts';

const redactor = new Redactor();
redactor.add(new Secret("hunter'2 three"));
redactor.add(new Secret('-----BEGIN KEY-----\nAAAABBBBCCCC\n-----END KEY-----'));

const at = { host: 'node', activity: 'reading facts' };
const said = (stdout: string, stderr = '') =>
  traceText({ kind: 'answered', ...at, durationMs: 120, exitCode: 1, stdout, stderr }, redactor);
const sent = (program: string) => traceText({ kind: 'sent', ...at, program }, redactor);

describe('a trace as text', () => {
  it('has a heading, and lines of both outputs told apart', () => {
    expect(sent('a\nb\n')).toEqual({ heading: 'reading facts: sent', body: '    | a\n    | b\n' });
    expect(said('one\n', 'two')).toEqual({
      heading: 'reading facts: exit code 1 after 120 ms',
      body: '    | one\n    ! two\n',
    });
  });

  it.each([
    ['as it stands', "x hunter'2 three y"],
    ['quoted for a shell', "mysql -p'hunter'\\''2 three'"],
    ['in a URL', "https://a:hunter'2%20three@b"],
    ['in base64', Buffer.from("hunter'2 three").toString('base64')],
    ['in JSON', JSON.stringify({ a: "hunter'2 three" })],
    ['by a line of it', '  AAAABBBBCCCC'],
  ])('shows no secret of the inventory, %s', (_name, text) => {
    for (const { body } of [sent(text), said(text), said('', text)]) {
      expect(body).toContain('********');
      expect(body).not.toMatch(/hunter|three|BBBB|aHVudGVy/);
    }
  });

  it.each([
    ['auth_pass s3same', 'auth_pass ********'],
    ['db_password: "s3same"', 'db_password: "********'],
    ['API_TOKEN=s3same', 'API_TOKEN=********'],
    ['-----BEGIN RSA PRIVATE KEY-----\ns3same\n-----END RSA PRIVATE KEY-----', '********'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\ns3same', '********'],
  ])('shows nothing of an answer that looks like a secret: %s', (text, wanted) => {
    expect(said(text).body).toBe(`    | ${wanted}\n`);
  });

  it.each([
    ['many lines', 'x'.repeat(99).concat('\n').repeat(10_000)],
    ['one line', 'x'.repeat(5_000_000)],
    ['a long line among others', `${'x'.repeat(9000)}\n`.repeat(60)],
    ['words that a mask goes back over', 'key'.repeat(80_000)],
    ['a secret at each edge', "hunter'2 three".repeat(40_000)],
    ['secrets in lines', "hunter'2 three\n".repeat(40_000)],
  ])('is bounded: %s', (_name, text) => {
    const { body } = said(text, text);
    expect(body.length).toBeLessThan(300_000);
    expect(body).toContain('characters in all)');
    expect(body).not.toMatch(/hunter|hunte|three/);
  });

  it('shows control characters and does not obey them', () => {
    expect(said('\u001b[2Ja\r\u202eb').body).toBe('    | ^[[2Ja^M<202e>b\n');
    const odd = { kind: 'done', host: 'node', activity: 'wait\n\u001b[31m', durationMs: 1 } as const;
    expect(traceText(odd, redactor).heading).toBe('wait ^[[31m: done after 1 ms');
  });

  it('tells a failure with its code', () => {
    const problem = { code: 'connection.lost', summary: "gone with hunter'2 three", detail: 'why' } as const;
    expect(traceText({ kind: 'failed', ...at, durationMs: 5, problem }, redactor)).toEqual({
      heading: 'reading facts: connection.lost after 5 ms: gone with ********',
      body: '    | why\n',
    });
  });
});
