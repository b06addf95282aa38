import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseSettings, settingsShape } from '../../../src/cli/lint/parse-settings.ts';
import { edited, GOOD } from '../../keepalived/lint/sample.ts';
import { type Bench, command, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const lint = (...words: readonly string[]) => command(['lint', ...words]);

describe('.havip-lint.yaml', () => {
  it('counts for its folder and below, the nearest first; the command line wins', async () => {
    await mkdir(join(bench.folder, 'below/own'), { recursive: true });
    const text = edited(GOOD, ['k7Rw2xQz', '1111']);
    const below = await bench.write('below/a.conf', text);
    const own = await bench.write('below/own/b.conf', text);
    await bench.write('.havip-lint.yaml', 'disable:\n  KA062: a lab\n');
    await bench.write('below/own/.havip-lint.yaml', 'severity:\n  auth-weak: error\n');
    expect((await lint(below)).out).toContain('0 warnings, 0 notes, 1 disabled');
    expect((await lint(own)).out).toContain('error KA062');
    expect((await lint(own, '--severity', 'KA062=note')).out).toContain('info KA062');
    expect((await lint(below, '--no-config')).out).toContain('warning KA062');
    const other = await bench.write('other.yaml', 'strict: true\n');
    expect((await lint(below, '--config', other)).code).toBe(5);
  });

  it('may say the profile and the release', async () => {
    await mkdir(join(bench.folder, 'old'));
    const file = await bench.write('old/a.conf', GOOD);
    await bench.write('old/.havip-lint.yaml', 'profile: lan\nkeepalived_version: "1.2.24"\n');
    expect((await lint(file)).out).toContain('keepalived 1.2.24 knows no');
  });

  it.each([
    ['profle: lan', '1:1', 'there is no setting "profle": did you mean "profile"?'],
    ['profile: wan', '1:10', 'profile must be havip or lan'],
    ['strict: 1', '1:9', 'strict must be true or false'],
    ['keepalived_version: 2.2', '1:21', 'keepalived_version must be a text, such as "2.2.7"'],
    ['strict: true\ndisable:\n  KA062:', '3:9', 'disable.KA062 must be a text that says why'],
    ['disable:\n  KA062: " "', '2:10', 'disable.KA062 must say why'],
    ['disable:\n  KA999: x', '2:3', 'disable.KA999 is no rule'],
    ['severity:\n  KA062: fatal', '2:10', 'severity.KA062 must be error, warning or note'],
    ['severity:\n  KA014: note', '2:10', 'severity.KA014 counts for less than usual and must say why'],
    ['disable: [KA062]', '1:10', 'disable must give a reason for each rule'],
    ['a: [', '1:5', ''],
    ['- x', '1:1', 'the file must be settings by name'],
  ])('%j is refused with its place', (text, place, message) => {
    const parsed = parseSettings('s.yaml', text);
    if (parsed.ok) throw new Error('it was accepted');
    const [first] = parsed.problems;
    expect(`${first?.source?.line}:${first?.source?.column}`).toBe(place);
    expect(first?.summary).toContain(message);
  });

  it('is refused by the command with exit code 5', async () => {
    const settings = await bench.write('wrong.yaml', 'disable:\n  KA999: x\n');
    const file = await bench.write('good.conf', GOOD);
    const { code, out } = await lint('--config', settings, file);
    expect(code).toBe(5);
    expect(out).toContain(`${settings}:2:3: error usage.lint-settings`);
  });

  it('is described for editors', async () => {
    const text = `${JSON.stringify(z.toJSONSchema(settingsShape, { io: 'input' }), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../../schema/lint.schema.json');
  });
});
