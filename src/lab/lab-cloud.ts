import { createHash } from 'node:crypto';
import { REGION, ZONE } from './cloud/fake-cloud.ts';
import { type VpcIds, type VpcPlan, vpcIds } from './cloud/world/small-vpc.ts';
import { GATEWAY_ADDRESS, layoutOf, PREFIX_LENGTH } from './plan/layout.ts';
import type { LabSettings } from './plan/options.ts';
import { accessFiles } from './record/access-files.ts';
import type { LabState } from './record/state.ts';

/** The cloud of a lab, as a client sees it. */
export interface LabCloud extends VpcIds {
  /** Its API on 127.0.0.1; under `/_fake/` it is told what to do. */
  readonly url: string;
  readonly region: string;
  /** Shell lines that export the key pair. */
  readonly environmentFile: string;
  /** The key pair as Tencent's own programs keep it in a home folder; here that folder is the lab's. */
  readonly credentialsFile: string;
  /** The first three bytes of the addresses that it gives as public ones. */
  readonly publicRange: string;
  readonly inInventory: boolean;
}

/** The cloud of a lab; undefined where it has none. */
export function labCloud({ settings, directory, cloudPort }: LabState): LabCloud | undefined {
  if (settings.cloud === 'none') return undefined;
  const { cloudCredentialsFile, cloudEnvironmentFile } = accessFiles(directory);
  return {
    ...vpcIds(vpcPlan(settings)),
    url: `http://127.0.0.1:${cloudPort}`,
    region: REGION,
    environmentFile: cloudEnvironmentFile,
    credentialsFile: cloudCredentialsFile,
    publicRange: publicRange(settings.name),
    inInventory: settings.cloud === 'inventory',
  };
}

/** The lab's network and machines as a VPC. */
export function vpcPlan(settings: Pick<LabSettings, 'name' | 'clusters' | 'witness'>): VpcPlan {
  const [first, second] = GATEWAY_ADDRESS.split('.');
  return {
    name: `lab-${settings.name}`,
    zone: ZONE,
    vpcCidr: `${first}.${second}.0.0/16`,
    subnetCidr: `${GATEWAY_ADDRESS.replace(/\.\d+$/, '.0')}/${PREFIX_LENGTH}`,
    machines: layoutOf(settings).machines.map(({ name, privateIp, mac }) => ({ name, privateIp, mac })),
    // As one asks for more of them when ten are not enough.
    havips: Math.max(10, settings.clusters),
  };
}

/** Public addresses have to be ones that never leave this machine, and another lab's are others. */
function publicRange(lab: string): string {
  const [high = 0, low = 0] = createHash('sha256').update(lab).digest();
  return `127.${64 + (high % 64)}.${low}`;
}
