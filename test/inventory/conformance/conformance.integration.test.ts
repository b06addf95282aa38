import { beforeAll, describe, expect, it } from 'vitest';
import { hasAnsible, MISSING } from '../ansible.ts';
import { type Comparison, compare } from './compare.ts';
import { WRITTEN } from './written-cases.ts';

/** Where we differ from Ansible on purpose; docs/inventory.md tells each. */
const DIFFERENT: ReadonlySet<string> = new Set([]);

describe.skipIf(!hasAnsible())(`inventories in Ansible and here (skipped where ${MISSING})`, () => {
  let comparisons: ReadonlyMap<string, Comparison> = new Map();
  beforeAll(async () => {
    const all = await compare(WRITTEN);
    comparisons = new Map(all.map((each) => [each.name, each]));
  }, 300_000);

  it.each(WRITTEN.filter(({ name }) => !DIFFERENT.has(name)).map(({ name }) => name))('%s', (name) => {
    const found = comparisons.get(name);
    if (found?.ansible === 'unreadable') expect(found.ours).toHaveProperty('unreadable');
    else expect(found?.ours).toEqual(found?.ansible);
  });
});
