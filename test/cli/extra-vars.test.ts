import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExtraVars } from '../../src/cli/options/extra-vars.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-extra-vars-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'vars.yaml');
  writeFileSync(path, text);
  return `@${path}`;
}

describe('extra variables', () => {
  it.each<[string, readonly string[], Record<string, unknown>]>([
    ['key=value is text, whatever it looks like', ['a=yes', 'b=1=2', 'c='], { a: 'yes', b: '1=2', c: '' }],
    ['JSON has types', ['{"a": 1, "b": true, "c": null, "d": "1"}'], { a: 1, b: true, c: null, d: '1' }],
    [
      'YAML is read as the inventory is',
      ['{a: yes, b: 0640, c: 12:30, d: n}'],
      { a: true, b: 416, c: 750, d: 'n' },
    ],
    ['later ones win', ['a=1', '{a: 2}', 'b=1'], { a: 2, b: '1' }],
  ])('%s', async (_, given, value) => {
    expect(await parseExtraVars(given)).toEqual({ ok: true, value });
  });

  it('come from a file, with anchors and merge keys', async () => {
    const given = file('base: &base { x: on }\nnode: { <<: *base, y: 2 }\n');
    const value = { base: { x: true }, node: { x: true, y: 2 } };
    expect(await parseExtraVars([given])).toEqual({ ok: true, value });
  });
});

describe('what is not understood', () => {
  it.each([
    ['hunter2', 'It is neither key=value nor a mapping.'],
    ['', 'It is neither key=value nor a mapping.'],
    ['=hunter2', 'It is neither key=value nor a mapping.'],
    ['[hunter2]', 'It is neither key=value nor a mapping.'],
    ['{hunter2', 'It is no sound YAML: missing char at line 1, column 9.'],
    ['{a: hunter2, a: 1}', 'It is no sound YAML: duplicate key at line 1, column 14.'],
    ['{a: !hunter2 x}', 'It is no sound YAML: tag resolve failed at line 1, column 5.'],
    ['{a: *hunter2}', 'It has an alias (*) without an anchor (&) before it.'],
  ])('%j is told by its position, never by what it says', async (given, detail) => {
    const outcome = await parseExtraVars(['a=1', given]);
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ code: 'usage.extra-vars', summary: '-e number 2 is not understood', detail }],
    });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it('is told with the name of the file it stands in', async () => {
    const given = file('ok: 1\nauth_pass: "hunter2\n');
    const outcome = await parseExtraVars([given]);
    expect(outcome).toMatchObject({
      ok: false,
      problems: [
        {
          summary: `-e ${given} is not understood`,
          detail: 'It is no sound YAML: missing char at line 3, column 1.',
        },
      ],
    });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it('is told all at once, with a way to mend it', async () => {
    const outcome = await parseExtraVars(['one', 'a=1', '[2]', '@/no/such/file']);
    expect(outcome).toMatchObject({
      ok: false,
      problems: [
        { summary: '-e number 1 is not understood', fix: expect.stringContaining('-e key=value') },
        { summary: '-e number 3 is not understood' },
        { detail: expect.stringContaining('no such file') },
      ],
    });
  });
});
