import { describe, expect, it } from 'vitest';
import { DONE, HAVIP, havips } from './support/samples.ts';
import { fields, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;

describe('the range', () => {
  const limited = {
    CheckAssociate: true,
    HaVipAssociationSet: [{ InstanceId: 'ins-1' }, { InstanceId: 'ins-2' }],
  };
  const scripts = { AssociateHaVipInstance: [DONE], DisassociateHaVipInstance: [DONE] };

  it('changes by what is missing and what is too many, first those to add', async () => {
    const { cloud, sent } = scriptedCloud({ ...scripts, DescribeHaVips: [havips(limited)] });
    const change = { add: ['ins-2', 'ins-3'], remove: ['ins-1', 'ins-9'] };
    expect(await cloud.limitRange(ID, change)).toEqual({ ok: true, value: undefined });
    const of = (InstanceId: string) => ({
      HaVipAssociationSet: [{ HaVipId: ID, InstanceId, InstanceType: 'CVM' }],
    });
    expect(sent.slice(1).map(({ action, params }) => [action, params])).toEqual([
      ['AssociateHaVipInstance', of('ins-3')],
      ['DisassociateHaVipInstance', of('ins-1')],
    ]);
  });

  it('is left alone when it is right', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeHaVips: [havips(limited)] });
    await cloud.limitRange(ID, { add: ['ins-1'], remove: ['ins-3'] });
    expect(sent).toHaveLength(1);
  });

  it('cannot be made for an address without one', async () => {
    const { cloud } = scriptedCloud({ DescribeHaVips: [havips()] });
    const { cloud: open } = scriptedCloud({ DescribeHaVips: [havips({})] });
    expect(await cloud.limitRange(ID, { add: ['ins-1'], remove: [] })).toMatchObject({
      problems: [{ code: 'cloud.not-found' }],
    });
    expect(await open.limitRange(ID, { add: ['ins-1'], remove: [] })).toMatchObject({
      problems: [{ code: 'cloud.range-open' }],
    });
  });
});

describe('deleting', () => {
  it('waits until it is gone', async () => {
    const { cloud, calls } = scriptedCloud({
      DescribeHaVips: [havips({}), havips({}), havips({}), havips()],
      DeleteHaVip: [DONE],
      DescribeVpcTaskResult: [fields({ Status: 'RUNNING' })],
    });
    expect(await cloud.delete(ID)).toEqual({ ok: true, value: undefined });
    expect(calls('DeleteHaVip')).toHaveLength(1);
  });

  it('asks again while its EIP is being unbound', async () => {
    const { cloud, calls } = scriptedCloud({
      DescribeHaVips: [havips({}), havips({}), havips({}), havips()],
      DeleteHaVip: [refusal('UnsupportedOperation'), refusal('UnsupportedOperation'), DONE],
    });
    expect((await cloud.delete(ID)).ok).toBe(true);
    expect(calls('DeleteHaVip')).toHaveLength(3);
  });

  it('of what is gone already is done', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeHaVips: [havips()] });
    expect((await cloud.delete(ID)).ok).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('gives up after five minutes, with the reason', async () => {
    const { cloud, nowMs } = scriptedCloud({
      DescribeHaVips: [havips({})],
      DeleteHaVip: [refusal('UnsupportedOperation', 'it has termination protection')],
    });
    expect(await cloud.delete(ID)).toMatchObject({
      problems: [{ code: 'cloud.unsupported', detail: expect.stringContaining('termination protection') }],
    });
    expect(nowMs()).toBeGreaterThan(280_000);
    expect(nowMs()).toBeLessThan(320_000);
  });

  it('stops waiting at an interrupt', async () => {
    const { cloud, interrupt, nowMs } = scriptedCloud({
      DescribeHaVips: () => {
        if (nowMs() > 1000) interrupt.abort();
        return havips({});
      },
      DeleteHaVip: [DONE],
      DescribeVpcTaskResult: [fields({ Status: 'RUNNING' })],
    });
    expect(await cloud.delete(ID)).toMatchObject({ problems: [{ code: 'cloud.not-yet' }] });
    expect(nowMs()).toBeLessThan(5000);
  });
});
