import { describe, expect, it } from 'vitest';
import { DONE, HAVIP, havips, WANTED } from './support/samples.ts';
import { fields, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;
const networkLost = { thrown: new TypeError('fetch failed', { cause: new Error('socket hang up') }) };

describe('an address', () => {
  it.each([
    ['nowhere', {}, { binding: { instanceId: null, movedAt: null }, publicAddress: null, range: null }],
    [
      'on a machine',
      { State: 'AVAILABLE', InstanceId: 'ins-1', FlushedTime: '2026-11-22 20:00:00' },
      { binding: { instanceId: 'ins-1', movedAt: '2026-11-22 20:00:00' } },
    ],
    [
      'unbound, in the other spelling',
      { State: 'UNBOUND', InstanceId: 'ins-1' },
      { binding: { instanceId: null } },
    ],
    ['with an EIP', { AddressIp: '81.71.14.118' }, { publicAddress: '81.71.14.118' }],
    [
      'with a range',
      { CheckAssociate: true, HaVipAssociationSet: [{ InstanceId: 'ins-1', InstanceType: 'CVM' }] },
      { range: ['ins-1'] },
    ],
    ['with an empty range', { CheckAssociate: true, HaVipAssociationSet: null }, { range: [] }],
    ['of ours', { TagSet: [{ Key: 'havip-deploy', Value: 'web-1' }] }, { ours: true, token: 'web-1' }],
    ['of others', { TagSet: [{ Key: 'team', Value: 'web' }] }, { ours: false, token: null }],
    [
      'with nulls',
      { InstanceId: null, AddressIp: null, TagSet: null, CheckAssociate: null },
      { range: null },
    ],
  ])('%s', async (_, given, expected) => {
    const { cloud } = scriptedCloud({ DescribeHaVips: [havips(given)] });
    expect(await cloud.look(ID)).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    ['an empty list', havips()],
    ['a refusal', refusal('ResourceNotFound')],
  ])('that is not there is told by %s', async (_, reply) => {
    const { cloud } = scriptedCloud({ DescribeHaVips: [reply] });
    expect(await cloud.look(ID)).toEqual({ ok: true, value: undefined });
    expect(await cloud.find({ id: ID })).toEqual({ ok: true, value: [] });
  });
});

describe('finding', () => {
  it('sends what is given as filters, and believes none of them', async () => {
    const { cloud, sent } = scriptedCloud({
      DescribeHaVips: [havips({}, { HaVipName: 'web-2' }, { HaVipName: 'web', HaVipId: 'havip-2' })],
    });
    const found = await cloud.find({ name: 'web', vpcId: HAVIP.VpcId });
    expect(found.ok && found.value.map(({ id }) => id)).toEqual([ID, 'havip-2']);
    expect(sent[0]?.params).toEqual({
      Filters: [
        { Name: 'havip-name', Values: ['web'] },
        { Name: 'vpc-id', Values: [HAVIP.VpcId] },
      ],
      Offset: 0,
      Limit: 100,
    });
  });

  it('reads all pages', async () => {
    const many = Array.from({ length: 230 }, (_, index) => ({ ...HAVIP, HaVipId: `havip-${index}` }));
    const { cloud, calls } = scriptedCloud({
      DescribeHaVips: ({ params: { Offset, Limit } }) => {
        const start = Number(Offset);
        return fields({ TotalCount: many.length, HaVipSet: many.slice(start, start + Number(Limit)) });
      },
    });
    const found = await cloud.find({});
    expect(found.ok && found.value.length).toBe(230);
    expect(calls('DescribeHaVips').map(({ params }) => params)).toEqual([
      { Offset: 0, Limit: 100 },
      { Offset: 100, Limit: 100 },
      { Offset: 200, Limit: 100 },
    ]);
  });

  it('gives up on a list without an end', async () => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [fields({ TotalCount: 1e9, HaVipSet: [HAVIP] })],
    });
    expect(await cloud.find({})).toMatchObject({ problems: [{ code: 'cloud.malformed-answer' }] });
  });
});

describe('creating', () => {
  const ours = { TagSet: [{ Key: 'havip-deploy', Value: 'web-1' }] };

  it('asks for a tag, a token and a range', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips(ours)],
    });
    const range = ['ins-1', 'ins-2'];
    expect(await cloud.create({ ...WANTED, range })).toMatchObject({
      ok: true,
      value: { id: ID, ours: true },
    });
    expect(calls('CreateHaVip')[0]?.params).toEqual({
      VpcId: WANTED.vpcId,
      SubnetId: WANTED.subnetId,
      HaVipName: 'web',
      Vip: '10.4.6.15',
      CheckAssociate: true,
      HaVipAssociationSet: range.map((InstanceId) => ({ InstanceId, InstanceType: 'CVM' })),
      Tags: [{ Key: 'havip-deploy', Value: 'web-1' }],
      ClientToken: 'web-1',
    });
  });

  it('leaves the choice of the address to the cloud', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips()],
    });
    const { address: _, ...anywhere } = WANTED;
    await cloud.create(anywhere);
    expect(calls('CreateHaVip')[0]?.params).not.toHaveProperty('Vip');
    expect(calls('CreateHaVip')[0]?.params).toMatchObject({ CheckAssociate: false });
  });

  it('looks before it asks again when the answer was lost', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [networkLost],
      DescribeHaVips: [havips({}, { ...ours, HaVipId: 'havip-2' })],
    });
    expect(await cloud.create(WANTED)).toMatchObject({ ok: true, value: { id: 'havip-2' } });
    expect(calls('CreateHaVip')).toHaveLength(1);
  });

  it('asks again with the same token when nothing came of it', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [networkLost, fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips(), havips(ours)],
    });
    expect(await cloud.create(WANTED)).toMatchObject({ ok: true, value: { id: ID } });
    expect(calls('CreateHaVip').map(({ params }) => params.ClientToken)).toEqual(['web-1', 'web-1']);
  });

  it('does not look after a refusal that created nothing', async () => {
    const { cloud, sent } = scriptedCloud({
      CreateHaVip: [refusal('RequestLimitExceeded'), fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips(ours)],
    });
    await cloud.create(WANTED);
    expect(sent.map(({ action }) => action)).toEqual(['CreateHaVip', 'CreateHaVip', 'DescribeHaVips']);
  });

  it('says when it is not known what came of it', async () => {
    const { cloud } = scriptedCloud({ CreateHaVip: [networkLost], DescribeHaVips: [networkLost] });
    const created = await cloud.create(WANTED);
    expect(created).toMatchObject({ problems: [{ code: 'cloud.unreachable' }] });
    expect(JSON.stringify(created)).toContain('not known');
  });

  it('takes another token where the cloud answers with an address deleted since', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [fields({ HaVip: HAVIP }), fields({ HaVip: { HaVipId: 'havip-2' } })],
      DescribeHaVips: ({ params }) =>
        JSON.stringify(params).includes('havip-2') ? havips({ ...ours, HaVipId: 'havip-2' }) : havips(),
    });
    expect(await cloud.create(WANTED)).toMatchObject({ ok: true, value: { id: 'havip-2' } });
    const [first, second] = calls('CreateHaVip').map(({ params }) => String(params.ClientToken));
    expect(first).toBe('web-1');
    expect(second).toMatch(/^web-1\.[0-9a-z]{6}$/);
  });
});

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
    });
    expect(await cloud.delete(ID)).toMatchObject({ problems: [{ code: 'cloud.not-yet' }] });
    expect(nowMs()).toBeLessThan(5000);
  });
});
