import { describe, expect, it } from 'vitest';
import { DONE, EIP, HAVIP, havips } from './support/samples.ts';
import { fields, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;
const IP = EIP.AddressIp;
const OTHER = '81.71.14.119';
const lost = { thrown: new TypeError('fetch failed', { cause: new Error('socket hang up') }) };
const running = fields({ Status: 'RUNNING' });

describe('binding', () => {
  it('waits until the HAVIP has exactly this address', async () => {
    const { cloud, calls } = scriptedCloud({
      DescribeHaVips: [havips({}), havips({}), havips({}), havips({ AddressIp: IP })],
      HaVipAssociateAddressIp: [DONE],
      DescribeVpcTaskResult: [running],
    });
    expect(await cloud.bindPublic(ID, IP)).toEqual({ ok: true, value: undefined });
    expect(calls('HaVipAssociateAddressIp')[0]?.params).toEqual({ HaVipId: ID, AddressIp: IP });
  });

  it('of what is bound makes no call that writes', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeHaVips: [havips({ AddressIp: IP })] });
    expect((await cloud.bindPublic(ID, IP)).ok).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('of another than is bound is refused', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeHaVips: [havips({ AddressIp: OTHER })] });
    expect(await cloud.bindPublic(ID, IP)).toMatchObject({
      problems: [{ code: 'cloud.other-public-address' }],
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['this one', IP, true],
    ['another', OTHER, false],
  ])('that is said to be done already is judged by what is bound: %s', async (_, bound, ok) => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [havips({}), havips({}), havips({ AddressIp: bound })],
      HaVipAssociateAddressIp: [lost, refusal('UnsupportedOperation.BindEIP')],
    });
    expect((await cloud.bindPublic(ID, IP)).ok).toBe(ok);
  });

  it('tells why the task failed', async () => {
    const { cloud, nowMs } = scriptedCloud({
      DescribeHaVips: [havips({})],
      HaVipAssociateAddressIp: [DONE],
      DescribeVpcTaskResult: [running, fields({ Status: 'FAILED', Output: 'EIP in arrears' })],
    });
    expect(await cloud.bindPublic(ID, IP)).toMatchObject({
      problems: [{ code: 'cloud.task-failed', detail: expect.stringContaining('EIP in arrears') }],
    });
    expect(nowMs()).toBeLessThan(5000);
  });

  it('is waited for five minutes and no longer', async () => {
    const { cloud, nowMs } = scriptedCloud({
      DescribeHaVips: [havips({})],
      HaVipAssociateAddressIp: [DONE],
      DescribeVpcTaskResult: [running],
    });
    expect(await cloud.bindPublic(ID, IP)).toMatchObject({ problems: [{ code: 'cloud.not-yet' }] });
    expect(nowMs()).toBeGreaterThan(280_000);
    expect(nowMs()).toBeLessThan(320_000);
  });
});

describe('unbinding', () => {
  it('waits until nothing is bound', async () => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [havips({ AddressIp: IP }), havips({ AddressIp: IP }), havips({})],
      HaVipDisassociateAddressIp: [DONE],
      DescribeVpcTaskResult: [running],
    });
    expect(await cloud.unbindPublic(ID)).toEqual({ ok: true, value: undefined });
  });

  it('of nothing makes no call that writes', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeHaVips: [havips({})] });
    expect((await cloud.unbindPublic(ID)).ok).toBe(true);
    expect(sent).toHaveLength(1);
  });
});
