import { Cloud } from './cloud.ts';
import { startEndpoint } from './http/endpoint.ts';
import type { Credential } from './http/signature.ts';
import { smallVpc, type VpcIds, type VpcPlan, vpcIds } from './world/small-vpc.ts';
import type { Settings } from './world/world.ts';

export const REGION = 'ap-guangzhou';
export const ZONE = 'ap-guangzhou-6';

/** The key pair of a cloud that is only there for one test. */
export const TEST_CREDENTIAL: Credential = { secretId: 'AKIDEXAMPLE', secretKey: 'SECRETEXAMPLE' };

/** A cloud within this process: for tests that need no machines. */
export interface FakeCloud {
  readonly url: string;
  readonly cloud: Cloud;
  readonly region: string;
  readonly credential: Credential;
  readonly ids: VpcIds;
  close(): Promise<void>;
}

/** What such a cloud knows. */
export const TEST_PLAN: VpcPlan = {
  name: 'test',
  zone: ZONE,
  vpcCidr: '172.16.0.0/16',
  subnetCidr: '172.16.16.0/20',
  havips: 10,
  machines: [
    { name: 'HAVIP-01', privateIp: '172.16.16.5', mac: '52:54:ac:10:10:05' },
    { name: 'HAVIP-02', privateIp: '172.16.16.6', mac: '52:54:ac:10:10:06' },
  ],
};

/** Starts one on a free port of 127.0.0.1 with two machines; asynchronous work takes no time unless asked to. */
export async function startFakeCloud(
  options: {
    readonly settings?: Partial<Settings>;
    readonly plan?: VpcPlan;
    readonly now?: () => number;
    readonly credentials?: readonly Credential[];
  } = {},
): Promise<FakeCloud> {
  const { plan = TEST_PLAN, now = Date.now, credentials = [TEST_CREDENTIAL] } = options;
  const initial = smallVpc(plan, now());
  Object.assign(initial.settings, { delayMs: 0 }, options.settings);
  const cloud = new Cloud(structuredClone(initial), {
    regions: [REGION],
    credentials,
    publicRange: '127.64.1',
    now,
  });
  const endpoint = await startEndpoint(cloud, { initial });
  return {
    ...endpoint,
    cloud,
    region: REGION,
    credential: credentials[0] ?? TEST_CREDENTIAL,
    ids: vpcIds(plan),
  };
}
