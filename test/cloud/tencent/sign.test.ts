import { describe, expect, it } from 'vitest';
import { authorization, type SignedRequest } from '../../../src/cloud/tencent/calls/sign.ts';
import { Secret } from '../../../src/core/secret.ts';

const EXAMPLE = { id: new Secret('AKIDEXAMPLE'), key: new Secret('SECRETEXAMPLE') };
/** Of the page on signatures in Tencent's documentation. */
const OFFICIAL = {
  id: new Secret('AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE'),
  key: new Secret('Gu5t9xGARNpq86cd98joQYCN3EXAMPLE'),
};

const vpc = (body: string): SignedRequest => ({
  service: 'vpc',
  host: 'vpc.tencentcloudapi.com',
  body,
  timestamp: 1_700_000_000,
});
const havips = '{"HaVipIds":["havip-9o233uri"]}';
const create =
  '{"VpcId":"vpc-f49l6u0z","SubnetId":"subnet-4d4m4cd4","HaVipName":"主备-ha","Vip":"172.16.16.12"}';

describe('a signature', () => {
  it.each<[string, SignedRequest, typeof EXAMPLE, string]>([
    ['of a query', vpc(havips), EXAMPLE, '705cfd3d983a9840408f7d34022d25749fb4aee06d2f601c4dc9d41689a9dd8c'],
    [
      'of an empty request',
      vpc('{}'),
      EXAMPLE,
      '33bd4a50d50da83150f7acf91bd3580e96415fed5227015ee697e338ff59a29d',
    ],
    [
      'of text beyond ASCII',
      vpc(create),
      EXAMPLE,
      '8a776d25daf9cdd05ba80b71027d69a482fd7f1350507163b1026680ef929651',
    ],
    [
      'as the SDK makes it for an endpoint on loopback',
      { ...vpc(havips), service: '127', host: '127.0.0.1' },
      EXAMPLE,
      '5b44f92a08f72e88fbdde729f164411e44d670d1534220029dfa4ac18288561c',
    ],
    [
      "of Tencent's documentation",
      {
        service: 'cvm',
        host: 'cvm.tencentcloudapi.com',
        timestamp: 1_551_113_065,
        contentType: 'application/json; charset=utf-8',
        body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
      },
      OFFICIAL,
      '72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
    ],
  ])('%s', (_, request, keys, signature) => {
    expect(authorization(request, keys).split('Signature=')[1]).toBe(signature);
  });

  it('stands in the header with the id and the scope', () => {
    expect(authorization(vpc(havips), EXAMPLE)).toBe(
      'TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2023-11-14/vpc/tc3_request, SignedHeaders=content-type;host, ' +
        'Signature=705cfd3d983a9840408f7d34022d25749fb4aee06d2f601c4dc9d41689a9dd8c',
    );
  });
});
