import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const RULES = 'src/havip/preflight/rules';

it('docs/preflight.md tells of every finding', () => {
  const sources = readdirSync(RULES).map((file) => readFileSync(`${RULES}/${file}`, 'utf8'));
  const codes = new Set(
    sources.flatMap((text) => [...text.matchAll(/'(host\.[a-z-]+)'/g)].map(([, code]) => code)),
  );
  const page = readFileSync('docs/preflight.md', 'utf8');
  expect(codes.size).toBeGreaterThan(20);
  expect([...codes].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
