import { createRequire } from 'node:module';
import type signing from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js';
import { Cloud } from '../../../src/lab/cloud/cloud.ts';
import { REGION, TEST_CREDENTIAL, TEST_PLAN } from '../../../src/lab/cloud/fake-cloud.ts';
import { smallVpc, vpcIds } from '../../../src/lab/cloud/world/small-vpc.ts';
import type { World } from '../../../src/lab/cloud/world/world.ts';

/** The official signer. Loaded as the CommonJS that it is: test runner and compiler disagree on what its default is. */
const { default: Sign } = createRequire(import.meta.url)(
  'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js',
) as typeof signing;

/** 2023-11-14T22:13:20Z. */
export const START_MS = 1_700_000_000_000;

export const IDS = vpcIds(TEST_PLAN);
export const [INS_1 = '', INS_2 = ''] = Object.values(IDS.instanceIds);

/** One call, and what may be wrong with it. */
export interface TestCall {
  readonly action: string;
  readonly body: string;
  readonly service?: string;
  readonly host?: string;
  readonly signedHost?: string;
  readonly secretKey?: string;
  /** Over the right headers. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly timestamp?: number;
}

/** A request as the official SDK signs it. */
export function signedRequest(call: TestCall) {
  const { service = 'vpc', host = '127.0.0.1:20001', timestamp = START_MS / 1000 } = call;
  const { secretId } = TEST_CREDENTIAL;
  const authorization = Sign.sign3({
    url: `http://${call.signedHost ?? `${service}.tencentcloudapi.com`}/`,
    payload: Buffer.from(call.body),
    timestamp,
    service,
    secretId,
    secretKey: call.secretKey ?? TEST_CREDENTIAL.secretKey,
    multipart: false,
    boundary: '',
    headers: { 'Content-Type': 'application/json' },
  });
  const headers = {
    host,
    authorization,
    'content-type': 'application/json',
    'x-tc-action': call.action,
    'x-tc-version': '2017-03-12',
    'x-tc-region': REGION,
    'x-tc-timestamp': String(timestamp),
    ...call.headers,
  };
  return { method: 'POST', headers, body: Buffer.from(call.body) };
}

export type Response = Readonly<Record<string, unknown>> & {
  readonly Error?: { readonly Code: string; readonly Message: string };
};

/** A cloud whose clock a test moves. */
export function testCloud(change: (world: World) => void = () => {}) {
  const world = smallVpc(TEST_PLAN, START_MS);
  world.settings.delayMs = 1000;
  change(world);
  const clock = { ms: START_MS };
  const now = () => clock.ms;
  const options = { regions: [REGION], credentials: [TEST_CREDENTIAL], publicRange: '127.64.1', now };
  const cloud = new Cloud(world, options);
  const send = (request: Parameters<Cloud['answer']>[0]): Response =>
    (JSON.parse(cloud.answer(request).body) as { Response: Response }).Response;
  const call = (action: string, parameters: object = {}): Response => {
    const service = action === 'DescribeInstances' ? 'cvm' : 'vpc';
    const timestamp = Math.floor(clock.ms / 1000);
    return send(signedRequest({ action, body: JSON.stringify(parameters), service, timestamp }));
  };
  const pass = (ms: number) => {
    clock.ms += ms;
    cloud.settle();
  };
  return { cloud, world, send, call, pass };
}

/** The code of an answer; `ok` without one. */
export function outcome({ Error: problem }: Response): string {
  return problem?.Code ?? 'ok';
}

/** A HAVIP with all that a test does not care about. */
export function createParameters(more: object = {}): object {
  return { VpcId: IDS.vpcId, SubnetId: IDS.subnetId, HaVipName: 'web', Vip: '172.16.16.12', ...more };
}

/** A HAVIP of a cloud, made by a call. */
export function madeHaVip({ call, world }: ReturnType<typeof testCloud>, more: object = {}) {
  const { HaVip } = call('CreateHaVip', createParameters(more)) as unknown as { HaVip: { HaVipId: string } };
  const havip = world.havips[HaVip.HaVipId];
  if (havip === undefined) throw new Error('no HAVIP was made');
  return havip;
}

/** An EIP that is free. */
export function freeAddress({ call, pass, world }: ReturnType<typeof testCloud>) {
  const { AddressSet } = call('AllocateAddresses') as unknown as { AddressSet: string[] };
  pass(1000);
  const address = world.addresses[AddressSet[0] ?? ''];
  if (address === undefined) throw new Error('no EIP was allocated');
  return address;
}
