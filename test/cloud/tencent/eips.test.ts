import { describe, expect, it } from 'vitest';
import { EIP, eips, HAVIP } from './support/samples.ts';
import { fields, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;
const IP = EIP.AddressIp;
const OTHER = '81.71.14.119';
const lost = { thrown: new TypeError('fetch failed', { cause: new Error('socket hang up') }) };

describe('a public address', () => {
  it.each([
    ['that is free', {}, { id: EIP.AddressId, address: IP, boundTo: null, token: 'web-1', ours: true }],
    ['of a HAVIP', { InstanceId: ID, AddressStatus: 'BIND' }, { boundTo: ID }],
    ['of an interface', { NetworkInterfaceId: 'eni-1' }, { boundTo: 'eni-1' }],
    ['of others', { TagSet: null }, { token: null, ours: false }],
  ])('%s', async (_, given, expected) => {
    const { cloud } = scriptedCloud({ DescribeAddresses: [eips(given)] });
    expect(await cloud.findPublic({ address: IP })).toMatchObject({ ok: true, value: [expected] });
  });

  it('is found by filters that are not believed', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeAddresses: [eips({}, { AddressIp: OTHER })] });
    const found = await cloud.findPublic({ address: IP, token: 'web-1' });
    expect(found.ok && found.value.map(({ address }) => address)).toEqual([IP]);
    expect(sent[0]?.params).toMatchObject({
      Filters: [
        { Name: 'address-ip', Values: [IP] },
        { Name: 'tag:havip-deploy', Values: ['web-1'] },
      ],
    });
  });
});

describe('allocating', () => {
  const wanted = { name: 'web', token: 'web-1' };

  it('waits for its task, asked for by a number, and for the address', async () => {
    const { cloud, calls } = scriptedCloud({
      DescribeAddresses: [
        eips(),
        eips({ AddressStatus: 'CREATING', AddressIp: '' }),
        eips({ AddressStatus: 'CREATING', AddressIp: '' }),
        eips({}),
      ],
      AllocateAddresses: [fields({ AddressSet: [EIP.AddressId], TaskId: '41' })],
      DescribeTaskResult: [fields({ Result: 'RUNNING' }), fields({ Result: 'SUCCESS' })],
    });
    expect(await cloud.allocatePublic(wanted)).toMatchObject({
      ok: true,
      value: { address: IP, ours: true },
    });
    expect(calls('AllocateAddresses').map(({ params }) => params)).toEqual([
      {
        AddressCount: 1,
        AddressName: 'web',
        Tags: [{ Key: 'havip-deploy', Value: 'web-1' }],
        ClientToken: 'web-1',
      },
    ]);
    expect(calls('DescribeTaskResult').map(({ params }) => params)).toEqual([{ TaskId: 41 }, { TaskId: 41 }]);
  });

  it('takes the one that the token has allocated before', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeAddresses: [eips({})] });
    expect(await cloud.allocatePublic(wanted)).toMatchObject({ ok: true, value: { id: EIP.AddressId } });
    expect(new Set(sent.map(({ action }) => action))).toEqual(new Set(['DescribeAddresses']));
  });

  it('looks before it asks again when the answer was lost', async () => {
    const { cloud, calls } = scriptedCloud({
      DescribeAddresses: [eips(), eips({})],
      AllocateAddresses: [lost],
    });
    expect(await cloud.allocatePublic(wanted)).toMatchObject({ ok: true, value: { id: EIP.AddressId } });
    expect(calls('AllocateAddresses')).toHaveLength(1);
  });

  it('tells a task that failed twice', async () => {
    const { cloud } = scriptedCloud({
      DescribeAddresses: [eips()],
      AllocateAddresses: [fields({ AddressSet: [EIP.AddressId], TaskId: '41' })],
      DescribeTaskResult: [fields({ Result: 'FAILED', Output: 'no stock' })],
    });
    expect(await cloud.allocatePublic(wanted)).toMatchObject({
      problems: [
        { code: 'cloud.task-failed', detail: expect.stringContaining('number 41, failed: no stock.') },
      ],
    });
  });

  it('takes another token where the cloud answers with an address released since', async () => {
    const { cloud, calls } = scriptedCloud({
      DescribeAddresses: ({ params }) =>
        JSON.stringify(params).includes('eip-2') ? eips({ AddressId: 'eip-2' }) : eips(),
      AllocateAddresses: [
        fields({ AddressSet: [EIP.AddressId], TaskId: '41' }),
        fields({ AddressSet: ['eip-2'], TaskId: '42' }),
      ],
      DescribeTaskResult: [fields({ Result: 'SUCCESS' })],
    });
    expect(await cloud.allocatePublic(wanted)).toMatchObject({ ok: true, value: { id: 'eip-2' } });
    const tokens = calls('AllocateAddresses').map(({ params }) => params.ClientToken);
    expect(tokens).toEqual(['web-1', expect.stringMatching(/^web-1\../)]);
  });
});

describe('releasing', () => {
  it('waits for the unbinding before and for the release after', async () => {
    const { cloud, sent } = scriptedCloud({
      DescribeAddresses: [
        eips({ AddressStatus: 'UNBINDING', InstanceId: ID }),
        eips({}),
        eips({ AddressStatus: 'OFFLINING' }),
        eips(),
      ],
      ReleaseAddresses: [fields({ TaskId: '7' })],
      DescribeTaskResult: [fields({ Result: 'SUCCESS' })],
    });
    expect(await cloud.releasePublic(EIP.AddressId)).toEqual({ ok: true, value: undefined });
    expect(sent.map(({ action }) => action)).toEqual([
      'DescribeAddresses',
      'DescribeAddresses',
      'ReleaseAddresses',
      'DescribeTaskResult',
      'DescribeAddresses',
      'DescribeAddresses',
    ]);
  });

  it('of what is bound is refused', async () => {
    const { cloud } = scriptedCloud({ DescribeAddresses: [eips({ AddressStatus: 'BIND', InstanceId: ID })] });
    expect(await cloud.releasePublic(EIP.AddressId)).toMatchObject({
      problems: [{ code: 'cloud.public-address-busy', summary: `EIP ${IP} is still bound to ${ID}` }],
    });
  });

  it('of what is gone is done', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeAddresses: [eips()] });
    expect((await cloud.releasePublic(EIP.AddressId)).ok).toBe(true);
    expect(sent).toHaveLength(1);
  });
});
