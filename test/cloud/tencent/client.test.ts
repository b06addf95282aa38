import { describe, expect, it } from 'vitest';
import { EIP, HAVIP, havips, WANTED } from './support/samples.ts';
import { fields, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;

function lost(code: string, message = 'lost'): { readonly thrown: Error } {
  return { thrown: new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) }) };
}

describe('a request', () => {
  it('carries what Tencent asks for', async () => {
    const { cloud, sent } = scriptedCloud({ DescribeHaVips: [havips()] });
    await cloud.look(ID);
    expect(sent[0]?.url).toBe('https://vpc.tencentcloudapi.com/');
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      authorization: expect.stringMatching(
        /^TC3-HMAC-SHA256 Credential=AKIDEXAMPLE\/2023-11-14\/vpc\/tc3_request/,
      ),
      'content-type': 'application/json',
      'x-tc-action': 'DescribeHaVips',
      'x-tc-version': '2017-03-12',
      'x-tc-timestamp': '1700000000',
      'x-tc-region': 'ap-guangzhou',
      'x-tc-language': 'en-US',
      'x-tc-token': 'TOKEN',
    });
  });

  it.each([
    [undefined, 'https://vpc.tencentcloudapi.com/', 'https://cvm.tencentcloudapi.com/'],
    [
      'https://vpc.intl.tencentcloudapi.com',
      'https://vpc.intl.tencentcloudapi.com/',
      'https://cvm.intl.tencentcloudapi.com/',
    ],
    [
      'https://vpc.ap-guangzhou.tencentcloudapi.com/',
      'https://vpc.ap-guangzhou.tencentcloudapi.com/',
      'https://cvm.ap-guangzhou.tencentcloudapi.com/',
    ],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ['https://cloud.example', 'https://cloud.example/', 'https://cloud.example/'],
  ])('with endpoint %s goes to the right host', async (endpoint, vpc, cvm) => {
    const { cloud, sent } = scriptedCloud(
      { DescribeHaVips: [havips()], DescribeInstances: [fields({ TotalCount: 0, InstanceSet: [] })] },
      endpoint === undefined ? {} : { endpoint },
    );
    await cloud.look(ID);
    await cloud.instances({ ids: ['ins-1'] });
    expect(sent.map(({ url }) => url)).toEqual([vpc, cvm]);
    expect(sent[1]?.headers.get('authorization')).toContain('/cvm/tc3_request');
  });
});

it('takes its turn before each attempt', async () => {
  const { cloud, sent, nowMs } = scriptedCloud({ DescribeHaVips: [havips({})] });
  for (let count = 0; count < 5; count += 1) await cloud.look(ID);
  expect(nowMs()).toBe(0);
  for (let count = 0; count < 10; count += 1) await cloud.look(ID);
  expect(sent).toHaveLength(15);
  expect(nowMs()).toBe(1000);
});

describe('what is no answer', () => {
  it.each([
    ['a refused connection', lost('ECONNREFUSED'), 'unreachable', true],
    ['a reset', lost('ECONNRESET'), 'unreachable', true],
    ['an unknown host', lost('ENOTFOUND'), 'unreachable', true],
    [
      'several attempts that all failed',
      {
        thrown: new TypeError('fetch failed', {
          cause: new AggregateError([
            Object.assign(new Error('connect ECONNREFUSED ::1'), { code: 'ECONNREFUSED' }),
          ]),
        }),
      },
      'unreachable',
      true,
    ],
    ['a time-out', { thrown: new DOMException('timed out', 'TimeoutError') }, 'unreachable', true],
    ['a certificate that does not fit', lost('ERR_TLS_CERT_ALTNAME_INVALID'), 'unreachable', false],
    ['TLS where there is none', lost('EPROTO'), 'unreachable', false],
    ['500', { raw: new Response('oops', { status: 500 }) }, 'server-fault', true],
    ['503 with a page', { raw: new Response('<html>busy</html>', { status: 503 }) }, 'server-fault', true],
    ['429', { raw: new Response('', { status: 429 }) }, 'http-status', true],
    ['403 of a proxy', { raw: new Response('no', { status: 403 }) }, 'http-status', false],
    [
      'a redirect',
      { raw: new Response(null, { status: 302, headers: { location: 'http://x/' } }) },
      'http-status',
      false,
    ],
    ['no JSON', { raw: new Response('{"Response":') }, 'malformed-answer', true],
    ['a page', { raw: new Response('<html>Welcome</html>') }, 'malformed-answer', true],
    ['nothing', { raw: new Response('') }, 'malformed-answer', true],
    ['an empty mapping', { raw: Response.json({}) }, 'malformed-answer', true],
    ['JSON of another kind', { raw: Response.json([1]) }, 'malformed-answer', true],
    ['fields of another kind', fields({ TotalCount: 'many' }), 'malformed-answer', true],
  ] as const)('%s', async (_, reply, problem, again) => {
    const { cloud, calls } = scriptedCloud({ DescribeHaVips: [reply] });
    const outcome = await cloud.look(ID);
    expect(outcome).toMatchObject({
      ok: false,
      problems: [
        {
          code: `cloud.${problem}`,
          detail: expect.stringContaining('DescribeHaVips'),
          fix: expect.any(String),
        },
      ],
    });
    expect(JSON.stringify(outcome)).not.toMatch(/\bat \w+ \(|\.ts:/);
    expect(calls('DescribeHaVips').length > 1).toBe(again);
  });

  it('is forgotten when the next attempt succeeds', async () => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [
        lost('ECONNRESET'),
        { raw: new Response('', { status: 502 }) },
        { raw: new Response('?') },
        havips({}),
      ],
    });
    expect((await cloud.look(ID)).ok).toBe(true);
  });

  it('is not asked for again after an interrupt', async () => {
    const { cloud, calls, interrupt } = scriptedCloud({ DescribeHaVips: [refusal('RequestLimitExceeded')] });
    interrupt.abort();
    expect(await cloud.look(ID)).toMatchObject({ problems: [{ code: 'cloud.throttled' }] });
    expect(calls('DescribeHaVips')).toHaveLength(1);
  });

  it.each([
    ['create', true],
    ['look', false],
  ] as const)('to %s is told as unknown: %s', async (operation, unknown) => {
    const { cloud } = scriptedCloud({
      CreateHaVip: [lost('ECONNRESET')],
      DescribeHaVips: [lost('ECONNRESET')],
    });
    const outcome = operation === 'create' ? await cloud.create(WANTED) : await cloud.look(EIP.AddressId);
    expect(JSON.stringify(outcome).includes('not known')).toBe(unknown);
  });
});

describe('a clock that is wrong', () => {
  it.each([
    [600_000, "This machine's clock is 10 minutes behind the server's."],
    [-600_000, "This machine's clock is 10 minutes ahead of the server's."],
    [-400_000, "This machine's clock is 7 minutes ahead of the server's."],
  ])('by %d ms is told', async (serverAheadMs, said) => {
    const { cloud } = scriptedCloud(
      { DescribeHaVips: [refusal('AuthFailure.SignatureExpire', 'expired')] },
      { serverAheadMs },
    );
    expect(await cloud.look(ID)).toMatchObject({
      problems: [
        {
          code: 'cloud.clock-skew',
          detail: expect.stringContaining(said),
          fix: expect.stringContaining('NTP'),
        },
      ],
    });
  });
});
