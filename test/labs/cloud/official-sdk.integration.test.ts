import { CommonClient } from 'tencentcloud-sdk-nodejs-common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeCloud, startFakeCloud } from '../../../src/lab/cloud/index.ts';

/** What the SDK gives as an answer, as far as these tests look at it. */
interface SdkAnswer {
  readonly HaVip: { readonly HaVipId: string; readonly State: string; readonly AddressIp: string };
  readonly HaVipSet: readonly Record<string, unknown>[];
  readonly AddressSet: readonly unknown[];
  readonly TotalCount: number;
  readonly TaskId: string;
  readonly Result: string;
  readonly Status: string;
  readonly RequestId: string;
}

/** The official client, which was not made with this cloud in mind. */
function sdk(fake: FakeCloud, secretKey = fake.credential.secretKey, region = fake.region) {
  const client = new CommonClient(new URL(fake.url).host, '2017-03-12', {
    credential: { secretId: fake.credential.secretId, secretKey },
    region,
    profile: {
      language: 'en-US',
      httpProfile: { protocol: 'http://', endpoint: new URL(fake.url).host, reqTimeout: 5 },
    },
  });
  return (action: string, parameters: object): Promise<SdkAnswer> => client.request(action, parameters);
}

describe('the official SDK as a client of the fake cloud', () => {
  let fake: FakeCloud;
  let call: ReturnType<typeof sdk>;

  beforeAll(async () => {
    fake = await startFakeCloud({ settings: { delayPolls: 1 } });
    call = sdk(fake);
  });
  afterAll(() => fake.close());

  test('creates a HAVIP, binds a public address to it, and takes both away', async () => {
    const { vpcId, subnetId, instanceIds } = fake.ids;
    const { HaVip } = await call('CreateHaVip', {
      VpcId: vpcId,
      SubnetId: subnetId,
      HaVipName: '主备-ha',
      Vip: '172.16.16.12',
      CheckAssociate: true,
    });
    expect(HaVip).toMatchObject({ Vip: '172.16.16.12', State: 'UNBIND', InstanceId: '', AddressIp: '' });
    const { HaVipId } = HaVip;
    await call('AssociateHaVipInstance', {
      HaVipAssociationSet: Object.values(instanceIds).map((InstanceId) => ({ HaVipId, InstanceId })),
    });

    const allocated = await call('AllocateAddresses', { AddressCount: 1 });
    const [AddressId] = allocated.AddressSet;
    const result = () => call('DescribeTaskResult', { TaskId: Number(allocated.TaskId) });
    expect([(await result()).Result, (await result()).Result]).toEqual(['RUNNING', 'SUCCESS']);
    const address = async () =>
      (await call('DescribeAddresses', { AddressIds: [AddressId] })).AddressSet[0] as Record<string, string>;
    const { AddressIp } = await address();

    const bind = await call('HaVipAssociateAddressIp', { HaVipId, AddressIp });
    expect(await address()).toMatchObject({ AddressStatus: 'BINDING' });
    expect(await address()).toMatchObject({
      AddressStatus: 'BIND',
      InstanceType: 'HAVIP',
      InstanceId: HaVipId,
    });
    expect(await call('DescribeVpcTaskResult', { TaskId: bind.RequestId })).toMatchObject({
      Status: 'SUCCESS',
    });
    expect(await call('DescribeHaVips', { HaVipIds: [HaVipId] })).toMatchObject({
      TotalCount: 1,
      HaVipSet: [{ AddressIp, HaVipAssociationSet: [{ InstanceType: 'CVM' }, { InstanceType: 'CVM' }] }],
    });

    await expect(call('DeleteHaVip', { HaVipId })).rejects.toMatchObject({ code: 'UnsupportedOperation' });
    await call('HaVipDisassociateAddressIp', { HaVipId });
    await expect(call('HaVipDisassociateAddressIp', { HaVipId })).rejects.toMatchObject({
      code: 'UnsupportedOperation.MutexOperationTaskRunning',
    });
    expect(await address()).toMatchObject({ AddressStatus: 'UNBINDING' });
    await call('DescribeHaVips', {});
    await call('DeleteHaVip', { HaVipId });
    await call('DescribeHaVips', {});
    expect(await call('DescribeHaVips', { HaVipIds: [HaVipId] })).toMatchObject({
      HaVipSet: [],
      TotalCount: 0,
    });
    await call('ReleaseAddresses', { AddressIds: [AddressId] });
    await call('DescribeAddresses', {});
    expect(await call('DescribeAddresses', {})).toMatchObject({ TotalCount: 0 });
  });

  test('is told an error with its code and request id', async () => {
    await expect(call('DescribeHaVips', { HaVipIds: ['havip-00000000'], Filters: [] })).rejects.toMatchObject(
      {
        code: 'InvalidParameter.Coexist',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    );
  });

  test('is not let in with a wrong key or for another region', async () => {
    await expect(sdk(fake, 'WRONG')('DescribeHaVips', {})).rejects.toMatchObject({
      code: 'AuthFailure.SignatureFailure',
    });
    await expect(sdk(fake, undefined, 'ap-nowhere')('DescribeHaVips', {})).rejects.toMatchObject({
      code: 'UnsupportedRegion',
    });
  });
});
