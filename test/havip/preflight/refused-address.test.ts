import { expect, it } from 'vitest';
import { found } from './machine.ts';

it('tells an address that the kernel would not take beside the machine’s own', async () => {
  const settings = (placing: object) => ({
    address: undefined,
    addresses: [{ address: '172.16.16.12', ...placing }],
  });
  const codes = async (placing: object) =>
    (await found([], settings(placing))).map(({ problem: { code } }) => code);
  expect(await codes({ prefix: 20, scope: 'link' })).toEqual(['host.address-refused']);
  for (const placing of [{ prefix: 20 }, { scope: 'link' }, { prefix: 24, scope: 'link' }])
    expect([placing, await codes(placing)]).toEqual([placing, []]);
});
