import { beforeAll, describe, expect, it } from 'vitest';
import { hasAnsible, MISSING } from '../ansible.ts';
import { type Comparison, compare } from './compare.ts';
import { generated } from './generated-cases.ts';
import { WRITTEN } from './written-cases.ts';

/** Others, and more of them: `CONFORMANCE_SEED=7 CONFORMANCE_COUNT=2000 npx vitest run --project integration conformance`. */
const { CONFORMANCE_SEED = '1', CONFORMANCE_COUNT = '150' } = process.env;

const CASES = [...WRITTEN, ...generated(Number(CONFORMANCE_COUNT), Number(CONFORMANCE_SEED))];

/** Where we differ from Ansible on purpose; docs/inventory.md tells each. */
const DIFFERENT: ReadonlySet<string> = new Set([]);

describe.skipIf(!hasAnsible())(`inventories in Ansible and here (skipped where ${MISSING})`, () => {
  let comparisons: ReadonlyMap<string, Comparison> = new Map();
  beforeAll(
    async () => {
      const all = await compare(CASES);
      comparisons = new Map(all.map((each) => [each.name, each]));
    },
    Math.max(300_000, 500 * CASES.length),
  );

  it.each(CASES.filter(({ name }) => !DIFFERENT.has(name)).map(({ name }) => name))('%s', (name) => {
    const found = comparisons.get(name);
    if (found?.ansible === 'unreadable') expect(found.ours).toHaveProperty('unreadable');
    else expect(found?.ours).toEqual(found?.ansible);
  });
});
