import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DISABLE_RULE, FOREIGN_RULE } from '../../../src/keepalived/lint/rules/syntax.ts';
import { RULES } from '../../../src/keepalived/lint/rules.ts';
import { rulePage, rulesReference } from '../../../src/keepalived/lint/told/reference.ts';

describe('the rules', () => {
  it('have each an id and a name of their own, and at least one check', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    expect(RULES.filter(({ node, pair, host }) => !node && !pair && !host)).toEqual([
      FOREIGN_RULE,
      DISABLE_RULE,
    ]);
  });

  it('are each exercised by a test', () => {
    const tests = [
      'node',
      'pair',
      'host',
      'texts',
      'disable',
      'long-name',
      'out-of-force',
      'realtime',
      'complaints',
    ].map((name) => readFileSync(new URL(`./${name}.test.ts`, import.meta.url), 'utf8'));
    expect(RULES.map(({ id }) => id).filter((id) => !tests.some((text) => text.includes(id)))).toEqual([]);
  });

  it('are documented as they are; write the pages anew with `npx vitest run -u`', async () => {
    await expect(rulesReference()).toMatchFileSnapshot('../../../docs/lint.md');
    for (const rule of RULES)
      await expect(rulePage(rule)).toMatchFileSnapshot(`../../../docs/rules/${rule.id}.md`);
  });

  it('have each a page, and every page has a rule', () => {
    const pages = readdirSync(new URL('../../../docs/rules', import.meta.url)).sort();
    expect(pages).toEqual(RULES.map(({ id }) => `${id}.md`));
  });
});
