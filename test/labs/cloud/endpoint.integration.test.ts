import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeCloud, type LoggedCall, startFakeCloud } from '../../../src/lab/cloud/index.ts';
import { createParameters, IDS, INS_1, signedRequest } from './support.ts';

let fake: FakeCloud;

beforeAll(async () => {
  fake = await startFakeCloud();
});
beforeEach(() => control('POST', 'reset'));
afterAll(() => fake.close());

async function control<T>(method: string, path: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return (await fetch(`${fake.url}/_fake/${path}`, init)).json() as Promise<T>;
}

/** A call by nothing but Node's own client: what came back, as text, or what went wrong. */
function call(action: string, parameters: object = {}, patienceMs = 20_000): Promise<string> {
  const { headers, body } = signedRequest({
    action,
    body: JSON.stringify(parameters),
    timestamp: Math.floor(Date.now() / 1000),
  });
  const { host: _chosenByNode, ...sent } = headers;
  return new Promise((resolve) => {
    const client = request(fake.url, { method: 'POST', headers: sent, timeout: patienceMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => resolve(`${response.statusCode} and then ${error.message}`));
      response.on('end', () => resolve(`${response.statusCode} ${Buffer.concat(chunks)}`));
    });
    client.on('timeout', () => client.destroy(new Error('too slow')));
    client.on('error', (error) => resolve(error.message));
    client.end(body);
  });
}

const calls = (query = '') => control<readonly LoggedCall[]>('GET', `calls?${query}`);
const created = async () => Object.keys((await control<{ havips: object }>('GET', 'state')).havips).length;

describe('a fault', () => {
  test.each([
    [{ kind: 'throttle' }, /^200 .*"Code":"RequestLimitExceeded"/, 0],
    [
      { kind: 'error', code: 'InternalError.ModuleError', message: 'no' },
      /"InternalError.ModuleError".*"no"/,
      0,
    ],
    [{ kind: 'error', code: 'X', applied: true }, /"X"/, 1],
    [{ kind: 'status', status: 502 }, /^502 <html>/, 0],
    [{ kind: 'status', applied: true }, /^503 /, 1],
    [{ kind: 'reset' }, /hang up|ECONNRESET/, 0],
    [{ kind: 'answer-lost' }, /hang up|ECONNRESET/, 1],
    [{ kind: 'malformed', applied: true }, /^200 \{"Response":.*[^}]$/, 1],
    [{ kind: 'stalled' }, /^200 and then |too slow/, 0],
    [{ kind: 'slow', ms: 10_000 }, /too slow/, 1],
    [{ kind: 'slow', ms: 5 }, /^200 .*"HaVip"/, 1],
  ])('%j is met by one call, and by no more', async (fault, seen, count) => {
    await control('POST', 'faults', fault);
    const patienceMs = seen.source.includes('too slow') ? 1000 : undefined;
    expect(await call('CreateHaVip', createParameters(), patienceMs)).toMatch(seen);
    expect(await created()).toBe(count);
    expect(await calls()).toMatchObject([{ action: 'CreateHaVip', fault: fault.kind, applied: count === 1 }]);
    expect(await control('GET', 'faults')).toEqual([]);
    expect(await call('DescribeHaVips')).toMatch(/^200 .*"TotalCount"/);
  });

  test('can wait for the third call of an action, and meet two', async () => {
    await control('POST', 'faults', { kind: 'throttle', action: 'DescribeVpcs', skip: 2, times: 2 });
    const seen: string[] = [];
    for (const action of ['DescribeVpcs', 'DescribeHaVips', ...Array(4).fill('DescribeVpcs')])
      seen.push((await call(action)).includes('RequestLimitExceeded') ? 'throttled' : 'answered');
    expect(seen).toEqual(['answered', 'answered', 'answered', 'throttled', 'throttled', 'answered']);
  });

  test('that nobody knows is refused with what there is', async () => {
    expect(await control('POST', 'faults', { kind: 'earthquake' })).toEqual({
      error: expect.stringContaining('throttle'),
    });
    expect(await control('POST', 'fautls', {})).toEqual({ error: expect.stringContaining('POST faults') });
  });
});

describe('the log of calls', () => {
  test('tells reading from writing, and what came of each', async () => {
    await call('CreateHaVip', createParameters());
    await call('CreateHaVip', createParameters());
    await call('DescribeHaVips', { Limit: 5 });
    await call('Nonsense');
    const [first] = await calls();
    const number = first?.number ?? 0;
    expect(await calls()).toEqual([
      expect.objectContaining({
        number,
        action: 'CreateHaVip',
        kind: 'writing',
        outcome: 'ok',
        applied: true,
      }),
      expect.objectContaining({ number: number + 1, outcome: 'ResourceInUse', applied: false, fault: null }),
      expect.objectContaining({ kind: 'reading', parameters: { Limit: 5 }, requestId: expect.any(String) }),
      expect.objectContaining({ action: 'Nonsense', kind: 'unknown', outcome: 'InvalidAction' }),
    ]);
    expect(await calls(`kind=writing&after=${number}`)).toMatchObject([{ number: number + 1 }]);
    expect(await calls('action=DescribeHaVips')).toMatchObject([{ number: number + 2 }]);
  });
});

describe('the state', () => {
  test('is changed by a patch, and put back by a reset', async () => {
    const patch = {
      instances: { [INS_1]: { InstanceState: 'STOPPED' } },
      securityGroups: { [IDS.securityGroupId]: null },
      settings: { clockSkewSeconds: 600 },
    };
    await control('PATCH', 'state', patch);
    expect(fake.cloud.world.instances[INS_1]).toMatchObject({
      InstanceState: 'STOPPED',
      InstanceName: 'HAVIP-01',
    });
    expect(fake.cloud.world.securityGroups).toEqual({});
    expect(await call('DescribeHaVips')).toContain('AuthFailure.SignatureExpire');
    const answer = await fetch(`${fake.url}/_fake/state`);
    expect(Date.parse(answer.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(590_000);
    await control('POST', 'reset');
    expect(fake.cloud.world.instances[INS_1]).toMatchObject({ InstanceState: 'RUNNING' });
    expect(await call('DescribeHaVips')).toContain('"TotalCount":0');
    expect(await calls()).toHaveLength(1);
  });

  test('moves by an announcement that nobody sent', async () => {
    await call('CreateHaVip', createParameters());
    const announcement = { address: '172.16.16.12', instanceId: INS_1 };
    expect(await control('POST', 'announce', announcement)).toEqual({ moved: true });
    expect(await control('POST', 'announce', announcement)).toEqual({ moved: false });
    expect(await call('DescribeHaVips')).toContain(`"InstanceId":"${INS_1}"`);
  });
});
