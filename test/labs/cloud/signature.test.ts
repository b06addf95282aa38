import { describe, expect, test } from 'vitest';
import { signatureProblem } from '../../../src/lab/cloud/http/signature.ts';
import { outcome, signedRequest, testCloud } from './support.ts';

/** Vectors of the vendor's documentation and of its SDK. */
const VECTORS = [
  {
    name: 'the documentation’s example',
    id: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
    key: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
    timestamp: 1_551_113_065,
    date: '2019-02-25',
    service: 'cvm',
    scope: 'cvm',
    host: 'cvm.tencentcloudapi.com',
    type: 'application/json; charset=utf-8',
    body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
    signature: '72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  },
  ...(
    [
      ['{"HaVipIds":["havip-9o233uri"]}', '705cfd3d983a9840408f7d34022d25749fb4aee06d2f601c4dc9d41689a9dd8c'],
      ['{}', '33bd4a50d50da83150f7acf91bd3580e96415fed5227015ee697e338ff59a29d'],
      [
        '{"VpcId":"vpc-f49l6u0z","SubnetId":"subnet-4d4m4cd4","HaVipName":"主备-ha","Vip":"172.16.16.12"}',
        '8a776d25daf9cdd05ba80b71027d69a482fd7f1350507163b1026680ef929651',
      ],
    ] as const
  ).map(([body, signature]) => ({
    name: body,
    id: 'AKIDEXAMPLE',
    key: 'SECRETEXAMPLE',
    timestamp: 1_700_000_000,
    date: '2023-11-14',
    service: 'vpc',
    scope: 'vpc',
    host: 'vpc.tencentcloudapi.com',
    type: 'application/json',
    body,
    signature,
  })),
  {
    name: 'the SDK on the loopback address',
    id: 'AKIDEXAMPLE',
    key: 'SECRETEXAMPLE',
    timestamp: 1_700_000_000,
    date: '2023-11-14',
    service: 'vpc',
    scope: '127',
    host: '127.0.0.1:20001',
    type: 'application/json',
    body: '{"HaVipIds":["havip-9o233uri"]}',
    signature: '5b44f92a08f72e88fbdde729f164411e44d670d1534220029dfa4ac18288561c',
  },
];

type Vector = (typeof VECTORS)[number];

function judge(vector: Vector, headers: Readonly<Record<string, string>> = {}) {
  const { id, key, date, scope, signature } = vector;
  const request = {
    service: vector.service,
    body: Buffer.from(vector.body),
    headers: {
      host: vector.host,
      'content-type': vector.type,
      'x-tc-timestamp': String(vector.timestamp),
      authorization: `TC3-HMAC-SHA256 Credential=${id}/${date}/${scope}/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`,
      ...headers,
    },
  };
  return signatureProblem(request, [{ secretId: id, secretKey: key }])?.code ?? 'right';
}

describe('a recorded signature', () => {
  test.each(VECTORS)('of $name is right', (vector) => {
    expect(judge(vector)).toBe('right');
  });

  test.each(VECTORS)('of $name is wrong for anything else', (vector) => {
    const wrong = 'AuthFailure.SignatureFailure';
    expect(judge({ ...vector, body: `${vector.body} ` })).toBe(wrong);
    expect(judge({ ...vector, timestamp: vector.timestamp + 1 })).toBe(wrong);
    expect(judge({ ...vector, timestamp: vector.timestamp + 86_400 })).toBe(wrong);
    expect(judge({ ...vector, type: 'text/plain' })).toBe(wrong);
    expect(judge({ ...vector, key: `${vector.key}x` })).toBe(wrong);
    expect(judge({ ...vector, service: vector.service === 'vpc' ? 'cvm' : 'vpc' })).toBe(
      vector.scope === '127' ? 'right' : wrong,
    );
    expect(judge(vector, { 'x-tc-token': 'one that it has not' })).toBe('AuthFailure.TokenFailure');
  });
});

describe('the front door', () => {
  const right = { action: 'DescribeHaVips', body: '{}' };

  test.each([
    ['as it should be', right, 'ok'],
    ['signed for the host with its port', { ...right, signedHost: '127.0.0.1' }, 'ok'],
    ['another key', { ...right, secretKey: 'WRONG' }, 'AuthFailure.SignatureFailure'],
    ['another host', { ...right, signedHost: 'example.org' }, 'AuthFailure.SignatureFailure'],
    ['another service', { ...right, service: 'cvm' }, 'AuthFailure.SignatureFailure'],
    ['ten minutes late', { ...right, timestamp: 1_700_000_000 - 600 }, 'AuthFailure.SignatureExpire'],
    ['ten minutes early', { ...right, timestamp: 1_700_000_000 + 600 }, 'AuthFailure.SignatureExpire'],
    ['five minutes late', { ...right, timestamp: 1_700_000_000 - 300 }, 'ok'],
    [
      'no authorization',
      { ...right, headers: { authorization: undefined } },
      'AuthFailure.InvalidAuthorization',
    ],
    ['no action', { ...right, headers: { 'x-tc-action': undefined } }, 'MissingParameter'],
    ['no version', { ...right, headers: { 'x-tc-version': undefined } }, 'MissingParameter'],
    ['no time', { ...right, headers: { 'x-tc-timestamp': undefined } }, 'MissingParameter'],
    ['no region', { ...right, headers: { 'x-tc-region': undefined } }, 'MissingParameter'],
    ['another version', { ...right, headers: { 'x-tc-version': '2018-01-01' } }, 'NoSuchVersion'],
    ['another region', { ...right, headers: { 'x-tc-region': 'ap-nowhere' } }, 'UnsupportedRegion'],
    ['a time that is none', { ...right, headers: { 'x-tc-timestamp': 'now' } }, 'InvalidParameterValue'],
    ['another content type', { ...right, headers: { 'content-type': 'text/plain' } }, 'UnsupportedProtocol'],
    ['an unknown action', { ...right, action: 'MoveHaVip' }, 'InvalidAction'],
    ['an action by a name of every object', { ...right, action: 'constructor' }, 'InvalidAction'],
    ['a list for a body', { ...right, body: '[]' }, 'InvalidParameter'],
    ['half a body', { ...right, body: '{' }, 'InvalidParameter'],
  ])('answers a request with %s', (_name, call, code) => {
    const { send } = testCloud();
    expect(outcome(send(signedRequest(call)))).toBe(code);
  });

  test('knows no stranger', () => {
    const { send } = testCloud();
    const request = signedRequest(right);
    const authorization = request.headers.authorization.replace('AKIDEXAMPLE', 'AKIDSTRANGER');
    expect(outcome(send({ ...request, headers: { ...request.headers, authorization } }))).toBe(
      'AuthFailure.SecretIdNotFound',
    );
  });
});
