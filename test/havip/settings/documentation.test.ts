import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { havipJsonSchema, type JsonSchema } from '../../../src/havip/settings/json-schema.ts';
import {
  connectionReferenceTable,
  EXAMPLE_INVENTORY,
  havipReferenceTable,
  hostReferenceTable,
  inventoryJsonSchema,
} from '../../../src/inventory/index.ts';
import { load, loaded } from '../../inventory/folder.ts';

/** What stands between two markers of the page. */
function section(page: string, name: string): string {
  const [, text = ''] = page.split(`<!-- begin ${name} -->`);
  return (text.split(`<!-- end ${name} -->`)[0] ?? '').trim();
}

describe('docs/inventory.md', () => {
  it.each([
    ['havip', havipReferenceTable],
    ['member', hostReferenceTable],
    ['connection', connectionReferenceTable],
  ] as const)('has the current %s table', async (name, table) => {
    const page = await readFile('docs/inventory.md', 'utf8');
    expect(section(page, name), `replace the table between the ${name} markers with:\n${table()}`).toBe(
      table(),
    );
  });

  it('shows an inventory that loads', async () => {
    const page = await readFile('docs/inventory.md', 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect((await loaded(example)).clusters.map(({ name }) => name)).toEqual(['web']);
  });
});

describe('examples', () => {
  it.each([
    ['inventory/pair.yaml', { web: ['HAVIP-01', 'HAVIP-02'] }],
    ['inventory/with-cloud.yaml', { shop: ['shop-1', 'shop-2'] }],
    ['inventory/fleet/inventory.yaml', { mysql: ['db-1', 'db-2', 'db-3'], nginx: ['nginx-a', 'nginx-b'] }],
  ])('%s loads', async (path, members) => {
    const outcome = await load(path);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
    const found = outcome.value.clusters.map((cluster) => [
      cluster.name,
      cluster.members.map(({ host }) => host.name),
    ]);
    expect(Object.fromEntries(found)).toEqual(members);
  });

  it('what init writes loads', async () => {
    const { clusters } = await loaded(EXAMPLE_INVENTORY);
    expect(clusters.map(({ witness }) => witness?.name)).toEqual(['probe-01']);
  });

  it('what init writes has sound settings behind its comments, but for the checksum', async () => {
    const text = EXAMPLE_INVENTORY.replace(/^( +)# (check:|install:|ansible_become| {2})/gm, '$1$2').replace(
      '64 hexadecimal digits',
      'a'.repeat(64),
    );
    const { clusters } = await loaded(text);
    expect(clusters[0]?.havip).toMatchObject({
      checks: [{ tcp: 80 }],
      install: { source: { version: '2.2.8' } },
    });
  });
});

describe('the JSON Schema', () => {
  const described = (schema: JsonSchema): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
      ...(inner.description === undefined ? [key] : []),
      ...described(inner),
    ]);

  it('describes every setting', () => {
    expect(described(havipJsonSchema())).toEqual([]);
  });

  it('has groups, hosts and havip', () => {
    const { $defs } = inventoryJsonSchema();
    expect(Object.keys($defs as object)).toEqual(['group', 'hostVariables', 'groupVariables', 'havip']);
    expect(havipJsonSchema().required).toEqual(['virtual_router_id']);
    expect(havipJsonSchema().properties?.verify?.properties?.interval?.default).toBe('100ms');
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(inventoryJsonSchema()))).toEqual(inventoryJsonSchema());
  });
});
