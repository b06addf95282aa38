import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../../cli/support/in-process.ts';
import { edited, GOOD, GOOD_PEER } from './sample.ts';

const directory = mkdtempSync(join(tmpdir(), 'havip-lint-'));
afterAll(() => rmSync(directory, { recursive: true }));

function path(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const lint = (...words: readonly string[]) => command(['lint', ...words]);

const good = path('good.conf', GOOD);
const peer = path('peer.conf', GOOD_PEER);
const weak = path('weak.conf', edited(GOOD, ['k7Rw2xQz', '1111']));
const bad = path('bad.conf', edited(GOOD, ['250', '255']));

describe('lint', () => {
  it.each<[string, readonly string[], number, string]>([
    ['a good pair', [good, peer], 0, '2 files checked: 0 errors, 0 warnings, 0 notes'],
    ['a warning', [weak], 0, '1 file checked: 0 errors, 1 warning, 0 notes'],
    ['a warning that counts', ['--strict', weak], 5, 'warning KA062'],
    ['an error', [bad], 5, `${bad}:20:14: error KA014 prio255: `],
    ['a pair that does not fit together', [peer, weak], 5, 'error KA028'],
    ['a release that does not know a keyword', ['--keepalived-version', '1.2.24', good], 5, 'KA003'],
    ['a missing file', [good, join(directory, 'missing.conf')], 5, 'cannot read'],
    ['an inventory that does not exist', [join(directory, 'missing.yaml')], 5, 'missing.yaml'],
  ])('of %s', async (_, words, code, text) => {
    const result = await lint(...words);
    expect(result.out).toContain(text);
    expect(result.code).toBe(code);
  });

  it('prints one document with --json, without passwords', async () => {
    const { code, out } = await lint('--json', bad, weak);
    const document: unknown = JSON.parse(out);
    expect(code).toBe(5);
    expect(document).toMatchObject({
      command: 'lint',
      ok: false,
      exitCode: 5,
      hosts: {},
      clusters: {},
      errors: expect.arrayContaining([
        expect.objectContaining({ code: 'lint.prio255', source: `${bad}:20:14` }),
      ]),
      findings: expect.arrayContaining([
        expect.objectContaining({
          rule: 'KA062',
          severity: 'warning',
          source: `${weak}:25:19`,
          related: null,
        }),
      ]),
    });
    expect(out).not.toMatch(/1111|k7Rw2xQz/);
  });

  it('refuses a release that is none', async () => {
    const { code, err } = await lint('--keepalived-version', 'new', good);
    expect(code).toBe(5);
    expect(err).toContain('two or three numbers');
  });

  it('hands inventories to the inventory', async () => {
    const inventory = path(
      'inventory.yaml',
      'web:\n  vars: { havip: { address: 172.16.16.12, virtual_router_id: 5 } }\n  hosts:\n    a: { ansible_host: 127.0.0.1, havip_rolle: primary }\n',
    );
    const { code, out } = await lint(inventory);
    expect(out).toContain('havip_rolle');
    expect(code).toBe(5);
  });
});
