import { describe, expect, it } from 'vitest';
import { terraformHavips } from '../../src/inventory/terraform.ts';
import { loadText, pair, problemsOf } from './folder.ts';

const resource = (name: string, instances: readonly object[], more: object = {}) => ({
  mode: 'managed',
  type: 'tencentcloud_ha_vip',
  name,
  provider: 'provider["registry.example/tencentcloudstack/tencentcloud"]',
  instances,
  ...more,
});
const instance = (id: string, name: string, more: object = {}) => ({
  schema_version: 0,
  attributes: { id, name, vip: '172.16.16.12', state: 'AVAILABLE', vpc_id: 'vpc-1' },
  sensitive_attributes: [],
  ...more,
});
const state = (resources: readonly object[], outputs: object = {}) =>
  JSON.stringify({ version: 4, terraform_version: '1.9.0', serial: 7, lineage: 'x', outputs, resources });
const output = (value: unknown) => ({ sensitive: false, type: 'string', value });

const WEB = state([resource('web', [instance('havip-1a', 'shop')])]);
const TWO = JSON.stringify({ web: output('havip-1a'), db: output('havip-2b'), vpc: output('vpc-1') });

describe("Terraform's files", () => {
  it.each<[string, string, readonly (readonly [string, string])[] | undefined]>([
    ['an output', JSON.stringify({ havip_id: output('havip-1a') }), [['havip_id', 'havip-1a']]],
    [
      'an output that is a resource',
      JSON.stringify({ web: output({ id: 'havip-1a', name: 'w' }) }),
      [['web', 'havip-1a']],
    ],
    [
      'an output with a list',
      JSON.stringify({ ids: output(['havip-1a', 'havip-2b']) }),
      [
        ['ids[0]', 'havip-1a'],
        ['ids[1]', 'havip-2b'],
      ],
    ],
    ['an output with a map', JSON.stringify({ ids: output({ a: 'havip-1a' }) }), [['ids["a"]', 'havip-1a']]],
    [
      'outputs of other things',
      JSON.stringify({ vpc: output('vpc-1'), on: output(true), no: output(null) }),
      [],
    ],
    ['no outputs', '{}', []],
    ['a state', WEB, [['tencentcloud_ha_vip.web', 'havip-1a']]],
    [
      'a state with for_each, count and modules',
      state([
        resource(
          'web',
          [instance('havip-1a', 'a', { index_key: 'a' }), instance('havip-2b', 'b', { index_key: 1 })],
          { module: 'module.net' },
        ),
        resource('data', [instance('havip-3c', 'c')], { mode: 'data' }),
        { ...resource('other', [instance('vpc-1', 'v')]), type: 'tencentcloud_vpc' },
      ]),
      [
        ['module.net.tencentcloud_ha_vip.web["a"]', 'havip-1a'],
        ['module.net.tencentcloud_ha_vip.web[1]', 'havip-2b'],
      ],
    ],
    [
      'a state whose output names the resource',
      state([resource('web', [instance('havip-1a', 'shop')])], { id: output('havip-1a') }),
      [
        ['tencentcloud_ha_vip.web', 'havip-1a'],
        ['id', 'havip-1a'],
      ],
    ],
    ['an empty state', state([]), []],
    ['a state of another version', JSON.stringify({ version: 3, modules: [] }), undefined],
    ['no JSON', 'havip_id = "havip-1a"', undefined],
    ['JSON of another kind', '["havip-1a"]', undefined],
  ])('%s', (_, text, expected) => {
    expect(terraformHavips(text)?.map(({ at, id }) => [at, id])).toEqual(expected);
  });
});

describe('cloud.havip_id from Terraform', () => {
  const inventory = (id: string) =>
    pair(`cloud: { provider: tencent, region: ap-guangzhou, havip_id: ${id} }`);
  const files = (id: string, text: string) => ({ 'inventory.yaml': inventory(id), 'tf/out.json': text });

  it.each([
    ['the only one', '{ terraform: tf/out.json }', WEB, 'havip-1a'],
    ['of an output', '{ terraform: tf/out.json, name: db }', TWO, 'havip-2b'],
    ['by its address', '{ terraform: tf/out.json, name: tencentcloud_ha_vip.web }', WEB, 'havip-1a'],
    ["by the resource's name", '{ terraform: tf/out.json, name: web }', WEB, 'havip-1a'],
    ["by the HAVIP's name", '{ terraform: ./tf/out.json, name: shop }', WEB, 'havip-1a'],
  ])('is found: %s', async (_, id, text, expected) => {
    const outcome = await loadText(files(id, text));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(outcome.value.clusters[0]?.havip.cloud).toEqual({
      provider: 'tencent',
      region: 'ap-guangzhou',
      havip_id: expected,
    });
  });

  it.each([
    ['several', '{ terraform: tf/out.json }', TWO, /inventory\.terraform: .*out\.json has several HAVIPs$/],
    ['none', '{ terraform: tf/out.json }', '{}', /inventory\.terraform: .*out\.json has no HAVIP$/],
    [
      'no such name',
      '{ terraform: tf/out.json, name: dbx }',
      TWO,
      /inventory\.terraform: .*out\.json has no HAVIP "dbx"$/,
    ],
    [
      'something else',
      '{ terraform: tf/out.json }',
      'hello',
      /inventory\.terraform: .*nothing that Terraform wrote$/,
    ],
    ['no file', '{ terraform: tf/none.json }', '{}', /none\.json/],
    [
      'a mistyped key',
      '{ terrafrom: tf/out.json }',
      '{}',
      /wrong-value: havip\.cloud\.havip_id must be an id such as/,
    ],
    ['no id', 'havip1', '{}', /wrong-value: havip\.cloud\.havip_id must be an id such as/],
  ])('is a problem with its place: %s', async (_, id, text, expected) => {
    const found = await problemsOf(files(id, text));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
});
