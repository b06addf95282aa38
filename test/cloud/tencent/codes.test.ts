import { describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../../src/core/problem.ts';
import { OPERATIONS } from './support/operations.ts';
import { DONE, EIP, HAVIP, havips } from './support/samples.ts';
import { REQUEST_ID, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;
const IP = EIP.AddressIp;

/** Codes of every call. `again`: it is asked again for some time before it is given up. */
const COMMON: readonly (readonly [code: string, problem: string, again?: 'again'])[] = [
  ['AuthFailure.SignatureFailure', 'wrong-key'],
  ['AuthFailure.SignatureExpire', 'clock-skew'],
  ['AuthFailure.SecretIdNotFound', 'wrong-key'],
  ['AuthFailure.TokenFailure', 'wrong-token'],
  ['AuthFailure.UnauthorizedOperation', 'no-permission'],
  ['UnauthorizedOperation', 'no-permission'],
  ['UnauthorizedOperation.CamNoAuth', 'no-permission'],
  ['RequestLimitExceeded', 'throttled', 'again'],
  ['RequestLimitExceeded.UinLimitExceeded', 'throttled', 'again'],
  ['InternalError', 'server-fault', 'again'],
  ['InternalError.ModuleError', 'server-fault', 'again'],
  ['UnsupportedRegion', 'region'],
  ['MissingParameter', 'rejected'],
  ['InvalidAction', 'rejected'],
  ['InvalidParameter', 'rejected'],
  ['InvalidParameterValue', 'rejected'],
  ['InvalidParameterValue.Malformed', 'rejected'],
  ['LimitExceeded', 'quota'],
  ['SomethingNew.Altogether', 'refused'],
];

/** Codes of one call alone; `done`: what was wanted is there. */
const SPECIAL: readonly (readonly [action: string, code: string, problem: string, again?: 'again'])[] = [
  ['CreateHaVip', 'InvalidParameterValue.Duplicate', 'rejected'],
  ['CreateHaVip', 'InvalidParameterValue.InvalidBusiness', 'rejected'],
  ['CreateHaVip', 'InvalidParameterValue.Range', 'address-outside'],
  ['CreateHaVip', 'InvalidParameterValue.Reserved', 'address-reserved'],
  ['CreateHaVip', 'InvalidParameterValue.TooLong', 'rejected'],
  ['CreateHaVip', 'ResourceInUse', 'address-taken'],
  ['CreateHaVip', 'ResourceInsufficient', 'no-free-address'],
  ['CreateHaVip', 'ResourceNotFound', 'not-found'],
  ['CreateHaVip', 'UnsupportedOperation', 'unsupported'],
  ['CreateHaVip', 'UnsupportedOperation.SubnetNotExists', 'not-found'],
  ['CreateHaVip', 'UnsupportedOperation.NotPutVpcSnatIpAddress', 'unsupported'],
  ['CreateHaVip', 'UnsupportedOperation.TrafficProtectionNotSupportIPv6', 'unsupported'],
  ['CreateHaVip', 'UnsupportedOperation.IdempotentProcessing', 'busy', 'again'],
  ['CreateHaVip', 'UnsupportedOperation.IdempotentParameterMismatch', 'token-reused'],
  ['DescribeHaVips', 'InvalidParameter.Coexist', 'rejected'],
  ['DescribeHaVips', 'InvalidParameter.FilterInvalidKey', 'rejected'],
  ['DescribeHaVips', 'InvalidParameterValue.LimitExceeded', 'rejected'],
  ['DescribeHaVips', 'InvalidParameterValue.Range', 'rejected'],
  ['DescribeHaVips', 'InvalidParameterValue.TooLong', 'rejected'],
  ['DescribeHaVips', 'ResourceNotFound', 'done'],
  ['DeleteHaVip', 'UnsupportedOperation', 'unsupported', 'again'],
  ['HaVipAssociateAddressIp', 'ResourceNotFound', 'not-found'],
  ['HaVipAssociateAddressIp', 'UnsupportedOperation', 'unsupported'],
  ['HaVipAssociateAddressIp', 'UnsupportedOperation.MutexOperationTaskRunning', 'busy', 'again'],
  ['HaVipAssociateAddressIp', 'UnsupportedOperation.UnsupportedBindLocalZoneEIP', 'public-address-kind'],
  ['HaVipDisassociateAddressIp', 'ResourceNotFound', 'not-found'],
  ['HaVipDisassociateAddressIp', 'UnsupportedOperation', 'unsupported'],
  ['HaVipDisassociateAddressIp', 'UnsupportedOperation.MutexOperationTaskRunning', 'busy', 'again'],
  ['HaVipDisassociateAddressIp', 'UnsupportedOperation.UnbindEIP', 'done'],
  ['AssociateHaVipInstance', 'InvalidParameterValue.Duplicate', 'rejected'],
  ['AssociateHaVipInstance', 'InvalidParameterValue.DuplicatedHaVipAssociations', 'done'],
  ['AssociateHaVipInstance', 'InvalidParameterValue.ParameterMismatch', 'rejected'],
  ['AssociateHaVipInstance', 'ResourceNotFound', 'not-found'],
  ['DisassociateHaVipInstance', 'InvalidParameterValue.ParameterMismatch', 'rejected'],
  ['DisassociateHaVipInstance', 'ResourceNotFound', 'not-found'],
  ['AllocateAddresses', 'AddressQuotaLimitExceeded', 'quota'],
  ['AllocateAddresses', 'AddressQuotaLimitExceeded.DailyAllocate', 'quota'],
  ['AllocateAddresses', 'FailedOperation.BalanceInsufficient', 'balance'],
  ['DescribeTaskResult', 'ResourceNotFound', 'not-found'],
  ['DescribeAddresses', 'InvalidParameter.FilterNotDict', 'rejected'],
  ['DescribeAddresses', 'InvalidParameter.FilterValuesNotList', 'rejected'],
  ['ReleaseAddresses', 'InvalidAddressId.NotFound', 'done'],
  ['ReleaseAddresses', 'InvalidParameterValue.AddressNotFound', 'done'],
  ['ReleaseAddresses', 'InvalidAddressState', 'public-address-busy'],
  ['ReleaseAddresses', 'UnsupportedOperation.AddressStatusNotPermit', 'public-address-busy'],
  ['ReleaseAddresses', 'OperationDenied.MutexTaskRunning', 'busy', 'again'],
  ['ReleaseAddresses', 'OperationDenied.AddressDeletionProtectionEnabled', 'protected'],
  ['DescribeInstances', 'InvalidFilter', 'rejected'],
  ['DescribeInstances', 'InvalidFilterValue.LimitExceeded', 'rejected'],
  ['DescribeInstances', 'InvalidInstanceId.Malformed', 'rejected'],
  ['DescribeInstances', 'InvalidZone.MismatchRegion', 'region'],
  ['DescribeInstances', 'InternalServerError', 'server-fault', 'again'],
  ['DescribeInstances', 'UnauthorizedOperation.InvalidToken', 'wrong-token'],
  ['DescribeSubnets', 'ResourceNotFound', 'done'],
  ['DescribeSecurityGroupPolicies', 'ResourceNotFound', 'not-found'],
];

const CASES = [
  ...Object.keys(OPERATIONS).flatMap((action) =>
    COMMON.map(([code, problem, again]) => ({ action, code, problem, again })),
  ),
  ...SPECIAL.map(([action, code, problem, again]) => ({ action, code, problem, again })),
];

describe('a refusal', () => {
  it.each(CASES)('$action $code', async ({ action, code, problem, again }) => {
    const { scripts = {}, run } = OPERATIONS[action] ?? { run: () => Promise.reject(new Error(action)) };
    const endpoint = scriptedCloud({ ...scripts, [action]: [refusal(code, 'in its own words')] });
    const outcome = await run(endpoint.cloud);
    const calls = endpoint.calls(action);
    if (again === 'again') expect(calls.length).toBeGreaterThan(4);
    else expect(calls).toHaveLength(1);
    if (problem === 'done') {
      expect(outcome.ok).toBe(true);
      return;
    }
    const [found, ...others] = outcome.ok ? [] : outcome.problems;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: `cloud.${problem}`,
      summary: expect.stringMatching(/^[A-Z].*[^.]$/),
    });
    for (const part of [action, code, 'in its own words', REQUEST_ID]) expect(found?.detail).toContain(part);
    expect(found?.fix?.length).toBeGreaterThan(20);
    expect(JSON.stringify(outcome)).not.toMatch(/\bat \w+ \(|\.ts:|AKIDEXAMPLE|SECRETEXAMPLE/);
    expect(exitCodeFor(outcome.ok ? [] : outcome.problems)).toBe(2);
  });

  it.each([
    ['RequestLimitExceeded', 30_000, 60_000],
    ['InternalError', 8_000, 20_000],
  ])('%s is asked again for %d to %d ms, with growing pauses', async (code, from, to) => {
    const { cloud, calls, nowMs } = scriptedCloud({ DescribeHaVips: [refusal(code)] });
    await cloud.look(ID);
    expect(nowMs()).toBeGreaterThan(from);
    expect(nowMs()).toBeLessThanOrEqual(to);
    const times = calls('DescribeHaVips').map(({ atMs }) => atMs);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(pauses.slice(0, 5)).toEqual([500, 1000, 2000, 4000, 8000].slice(0, pauses.length));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10_000);
  });

  it('is forgotten when the next attempt succeeds', async () => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [refusal('RequestLimitExceeded'), refusal('InternalError'), havips({})],
    });
    expect(await cloud.look(ID)).toMatchObject({ ok: true, value: { id: ID } });
  });

  it('of a failed task result does not matter', async () => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [havips({}), havips({}), havips({ AddressIp: IP })],
      HaVipAssociateAddressIp: [DONE],
      DescribeVpcTaskResult: [refusal('UnsupportedOperation')],
    });
    expect((await cloud.bindPublic(ID, IP)).ok).toBe(true);
  });
});
