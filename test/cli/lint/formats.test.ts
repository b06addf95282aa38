import { DOMParser } from '@xmldom/xmldom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, GOOD } from '../../keepalived/lint/sample.ts';
import { type Bench, command, inventoryText, startBench } from '../support/in-process.ts';

let bench: Bench;
let bad: string;
let inventory: string;
beforeAll(async () => {
  bench = await startBench();
  const text = edited(GOOD, ['250', '255'], ['k7Rw2xQz', '1111 # havip-lint-disable KA062: a lab']);
  bad = await bench.write('50%, bad.conf', edited(text, ['    init_fail\n', '']));
  inventory = await bench.write(
    'bad.yaml',
    inventoryText(9).replace('havip_role: primary', 'havip_role: primary\n          havip_rolle: x'),
  );
});
afterAll(() => bench.close());

const lint = (...words: readonly string[]) => command(['lint', ...words]);

describe('lint --format', () => {
  it('sarif: results with places, levels and what is suppressed', async () => {
    const { code, out } = await lint('--format', 'sarif', bad, inventory);
    const log = JSON.parse(out) as {
      version: string;
      runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }];
    };
    const [{ tool, results }] = log.runs;
    expect(code).toBe(5);
    expect(log.version).toBe('2.1.0');
    expect(results).toMatchObject([
      { ruleId: 'KA078', level: 'note' },
      {
        ruleId: 'KA014',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: expect.stringMatching(/^file:.*50%25,%20bad\.conf$/) },
              region: { startLine: 19, startColumn: 14 },
            },
          },
        ],
      },
      { ruleId: expect.stringMatching(/^inventory\./), level: 'error' },
      { ruleId: 'KA062', suppressions: [{ kind: 'inSource', justification: 'a lab' }] },
    ]);
    for (const { ruleId, ruleIndex } of results)
      expect(tool.driver.rules[Number(ruleIndex)]?.id).toBe(ruleId);
    expect(out).not.toContain('1111');
  });

  it('github: one command for each finding, with what means something to it escaped', async () => {
    const { out } = await lint('--format', 'github', bad);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^::notice file=.*50%25%2C bad\.conf,line=8,col=1,title=KA078 init::/),
      expect.stringMatching(/^::error file=.*,line=19,col=14,title=KA014 prio255::.*%0Afix: Write a/),
      '',
    ]);
  });

  it('junit: a suite for each file', async () => {
    const good = await bench.write('good.conf', GOOD.replaceAll('172.16.16.', '172.16.17.'));
    const { code, out } = await lint('--format', 'junit', bad, good);
    const document = new DOMParser().parseFromString(out, 'text/xml');
    const all = (name: string) => [...document.getElementsByTagName(name)];
    expect(code).toBe(5);
    expect(all('testsuite').map((each) => each.getAttribute('name'))).toEqual([bad, good]);
    expect(all('testcase').map((each) => each.getAttribute('name'))).toEqual([
      'KA078 init 8:1',
      'KA014 prio255 19:14',
      'lint',
    ]);
    expect(all('failure')).toHaveLength(1);
    expect(all('skipped')).toHaveLength(1);
  });

  it('json: findings of configurations and inventories in one shape', async () => {
    const { out } = await lint('--format', 'json', bad, inventory);
    const { findings, disabled, errors } = JSON.parse(out) as Record<string, Record<string, unknown>[]>;
    for (const found of findings ?? [])
      expect(found).toMatchObject({
        rule: expect.any(String),
        severity: expect.any(String),
        message: expect.any(String),
        source: expect.stringMatching(/:\d+:\d+$/),
      });
    expect(findings).toHaveLength(3);
    expect(errors).toHaveLength(2);
    expect(disabled).toMatchObject([{ rule: 'KA062', by: 'comment', reason: 'a lab' }]);
  });

  it('text: quiet shows only what fails', async () => {
    const all = await lint(bad);
    expect(all.out).toContain('KA078');
    expect(all.out).toContain('1 file checked: 1 error, 0 warnings, 1 note, 1 disabled');
    const quiet = await lint('-q', bad);
    expect(quiet.out).toMatch(/KA014/);
    expect(quiet.out).not.toMatch(/KA078|checked/);
    expect(quiet.code).toBe(5);
  });
});

describe('lint', () => {
  it('tells problems of inventories and playbooks as findings', async () => {
    const playbook = await bench.write('play.ts', 'export default 1 +;\n');
    const { code, out } = await lint(inventory, playbook);
    expect(code).toBe(5);
    expect(out).toMatch(/bad\.yaml:\d+:\d+: error inventory\.\S+ /);
    expect(out).toMatch(/play\.ts:1:\d+: error playbook\.\S+ /);
    expect(out).toContain('2 files checked: 2 errors');
  });

  it('accepts a sound playbook and a sound inventory', async () => {
    const sound = await bench.write('sound.yaml', inventoryText(9));
    const playbook = await bench.write(
      'sound.ts',
      "import { play, playbook } from 'havip-deploy';\nexport default playbook({ name: 'p', plays: [play({ name: 'a', roles: [] })] });\n",
    );
    expect(await lint(sound, playbook)).toMatchObject({ code: 0, out: expect.stringContaining('0 errors') });
    expect(bench.connects()).toBe(0);
  });

  it('reads standard input', async () => {
    const { code, out } = await command(['lint', '-'], { input: edited(GOOD, ['250', '255']) });
    expect(code).toBe(5);
    expect(out).toContain('<stdin>:20:14: error KA014');
  });

  it('lists its rules and explains one', async () => {
    const { rules } = JSON.parse((await lint('--rules')).out) as { rules: Record<string, unknown>[] };
    expect(rules.find(({ id }) => id === 'KA020')).toMatchObject({
      severity: 'error',
      scopes: ['file'],
      profile: 'havip',
      docs: expect.stringMatching(/^file:.*\/docs\/rules\/KA020\.md$/),
    });
    expect((await lint('--explain', 'unicast')).out).toContain('KA020');
  });

  it.each<[string, readonly string[], string]>([
    ['a rule that is none', ['--disable', 'KA999', 'x.conf'], 'no rule is named "KA999"'],
    ['an explanation of none', ['--explain', 'unicst'], 'did you mean "unicast"?'],
    ['a level that is none', ['--severity', 'KA062=bad', 'x.conf'], 'names no level'],
    ['no file', [], "missing required argument 'file'"],
    ['a format that is none', ['--format', 'xml', 'x.conf'], 'text, json, sarif, github, junit'],
  ])('refuses %s', async (_, words, text) => {
    const { code, err } = await lint(...words);
    expect(err).toContain(text);
    expect(code).toBe(5);
  });

  it('disables and weighs rules as the command line says', async () => {
    const { code, out } = await lint('--disable', 'prio255', '--severity', 'KA078=error', bad);
    expect(out).toContain('error KA078');
    expect(out).not.toContain('error KA014');
    expect(code).toBe(5);
  });
});
