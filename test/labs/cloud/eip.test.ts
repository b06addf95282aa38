import { describe, expect, test } from 'vitest';
import { freeAddress, madeHaVip, outcome, testCloud } from './support.ts';

describe('an EIP', () => {
  test('is created, and shows null for what it has not', () => {
    const cloud = testCloud();
    const { AddressSet, TaskId } = cloud.call('AllocateAddresses', { AddressName: 'web' });
    expect(AddressSet).toEqual([expect.stringMatching(/^eip-[a-z0-9]{8}$/)]);
    expect(TaskId).toEqual(expect.stringMatching(/^\d+$/));
    const describe = () => cloud.call('DescribeAddresses', { AddressIds: AddressSet });
    expect(describe()).toMatchObject({ AddressSet: [{ AddressStatus: 'CREATING' }] });
    expect(cloud.call('DescribeTaskResult', { TaskId: Number(TaskId) })).toMatchObject({ Result: 'RUNNING' });
    cloud.pass(1000);
    expect(cloud.call('DescribeTaskResult', { TaskId: Number(TaskId) })).toMatchObject({ Result: 'SUCCESS' });
    expect(describe()).toMatchObject({
      TotalCount: 1,
      AddressSet: [
        {
          AddressName: 'web',
          AddressStatus: 'UNBIND',
          AddressIp: '127.64.1.1',
          InstanceId: null,
          CreatedTime: '2023-11-14T22:13:20Z',
        },
      ],
    });
  });

  test('is bound and unbound while others wait', () => {
    const cloud = testCloud();
    const havip = madeHaVip(cloud);
    const { HaVipId } = havip;
    const address = freeAddress(cloud);
    const { AddressId, AddressIp } = address;
    const bind = () => outcome(cloud.call('HaVipAssociateAddressIp', { HaVipId, AddressIp }));
    const unbind = () => outcome(cloud.call('HaVipDisassociateAddressIp', { HaVipId }));
    const release = () => outcome(cloud.call('ReleaseAddresses', { AddressIds: [AddressId] }));

    expect(unbind()).toBe('UnsupportedOperation.UnbindEIP');
    expect(bind()).toBe('ok');
    expect([havip.AddressIp, address.AddressStatus, address.InstanceId]).toEqual(['', 'BINDING', null]);
    expect([bind(), unbind()]).toEqual(Array(2).fill('UnsupportedOperation.MutexOperationTaskRunning'));
    expect(release()).toBe('OperationDenied.MutexTaskRunning');
    cloud.pass(1000);
    expect(havip.AddressIp).toBe(AddressIp);
    expect(address).toMatchObject({
      AddressStatus: 'BIND',
      InstanceId: HaVipId,
      InstanceType: 'HAVIP',
      PrivateAddressIp: havip.Vip,
    });
    expect(bind()).toBe('UnsupportedOperation.BindEIP');
    expect(release()).toBe('UnsupportedOperation.AddressStatusNotPermit');

    const other = madeHaVip(cloud, { Vip: '172.16.16.13' });
    const elsewhere = { HaVipId: other.HaVipId, AddressIp };
    expect(outcome(cloud.call('HaVipAssociateAddressIp', elsewhere))).toBe('UnsupportedOperation');

    expect(unbind()).toBe('ok');
    expect([havip.AddressIp, address.AddressStatus]).toEqual([AddressIp, 'UNBINDING']);
    cloud.pass(1000);
    expect([havip.AddressIp, address.AddressStatus, address.InstanceId]).toEqual(['', 'UNBIND', null]);
    expect(release()).toBe('ok');
    expect(address.AddressStatus).toBe('OFFLINING');
    cloud.pass(1000);
    expect(release()).toBe('InvalidAddressId.NotFound');
  });

  test('that nobody has is not bound', () => {
    const cloud = testCloud();
    const { HaVipId } = madeHaVip(cloud);
    const bind = { HaVipId, AddressIp: '127.64.1.99' };
    expect(outcome(cloud.call('HaVipAssociateAddressIp', bind))).toBe('ResourceNotFound');
  });

  test('has a quota, and its token gives the same one', () => {
    const cloud = testCloud((world) => {
      world.limits.addressesPerRegion = 2;
    });
    const allocate = (more: object = {}) => cloud.call('AllocateAddresses', more);
    const first = allocate({ ClientToken: 't' });
    expect(allocate({ ClientToken: 't' })).toMatchObject({
      AddressSet: first.AddressSet,
      TaskId: first.TaskId,
    });
    expect([outcome(allocate()), outcome(allocate())]).toEqual(['ok', 'AddressQuotaLimitExceeded']);
    expect(outcome(allocate({ InternetMaxBandwidthOut: 150 }))).toBe('InvalidParameterValue.Range');
  });
});

describe('a task', () => {
  test('also waits until it has been looked at as often as it should', () => {
    const cloud = testCloud((world) => {
      Object.assign(world.settings, { delayMs: 0, delayPolls: 2 });
    });
    const { HaVipId } = madeHaVip(cloud);
    cloud.call('DeleteHaVip', { HaVipId });
    const counts = [1, 2, 3].map(() => cloud.call('DescribeHaVips').TotalCount);
    expect(counts).toEqual([1, 1, 0]);
  });

  test('that fails leaves all as it was, and says why', () => {
    const cloud = testCloud();
    const havip = madeHaVip(cloud);
    const address = freeAddress(cloud);
    cloud.cloud.faults.add([
      {
        action: 'HaVipAssociateAddressIp',
        kind: 'task-fails',
        message: 'no route',
        times: 1,
        skip: 0,
        status: 503,
        code: '',
        ms: 0,
        applied: false,
      },
    ]);
    const { HaVipId } = havip;
    const { RequestId } = cloud.call('HaVipAssociateAddressIp', { HaVipId, AddressIp: address.AddressIp });
    cloud.pass(1000);
    expect(cloud.call('DescribeVpcTaskResult', { TaskId: RequestId })).toMatchObject({
      Status: 'FAILED',
      Output: 'no route',
    });
    expect([havip.AddressIp, address.AddressStatus]).toEqual(['', 'UNBIND']);
  });

  test('of another kind of number, or of nobody’s, is not found', () => {
    const { call } = testCloud();
    expect(outcome(call('DescribeVpcTaskResult', { TaskId: 'x' }))).toBe('ResourceNotFound');
    expect(outcome(call('DescribeTaskResult', { TaskId: 1 }))).toBe('ResourceNotFound');
  });
});
