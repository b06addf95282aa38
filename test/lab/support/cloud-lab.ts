import type { Lab } from '../../../src/lab/index.ts';
import { type CliResult, cli, type RunningCli, startCli } from './cli.ts';
import { type CloudControls, controlsOf } from './cloud-controls.ts';
import { freshLab, type HavipVariables, inventoryWith } from './cluster.ts';

/** A lab whose cluster has its HAVIP and its EIP from the lab's cloud. */
export class CloudLab {
  readonly lab: Lab;
  readonly cloud: CloudControls;
  /** Leaves the address and the EIP to the cloud. */
  readonly inventory: string;

  private constructor(lab: Lab, cloud: CloudControls, inventory: string) {
    this.lab = lab;
    this.cloud = cloud;
    this.inventory = inventory;
  }

  static async start(name: string): Promise<CloudLab> {
    const lab = await freshLab({ name, cloud: 'inventory' });
    const inventory = await inventoryWith(lab, 'eip.yaml', { eip: 'auto', address: 'auto' });
    return new CloudLab(lab, await controlsOf(lab), inventory);
  }

  run(...words: readonly string[]): Promise<CliResult> {
    return cli(words, { env: this.cloud.env });
  }

  begin(...words: readonly string[]): RunningCli {
    return startCli(words, { env: this.cloud.env });
  }

  async havipId(): Promise<string> {
    const [id = ''] = Object.keys((await this.cloud.world()).havips);
    return id;
  }

  idOf(host: string): string {
    return this.lab.cloud?.instanceIds[host] ?? '';
  }

  /** The inventory with settings of the cloud over its own, and others of the cluster. */
  withCloud(file: string, settings: HavipVariables, others: HavipVariables = {}): Promise<string> {
    const { url, region, vpcId, subnetId } = this.lab.cloud ?? {};
    const own = { provider: 'tencent', region, vpc_id: vpcId, subnet_id: subnetId, endpoint: url };
    const cloud = { ...own, ...settings };
    return inventoryWith(this.lab, file, { eip: 'auto', address: 'auto', ...others, cloud });
  }

  /** As somebody in the console would; gives the EIP's id. */
  async unbindPublic(): Promise<string> {
    const [eip = ''] = Object.keys((await this.cloud.world()).addresses);
    await this.cloud.patch({
      havips: { [await this.havipId()]: { AddressIp: '' } },
      addresses: { [eip]: { AddressStatus: 'UNBIND', InstanceId: null, InstanceType: null } },
    });
    return eip;
  }
}

/** What a run complained of. */
export const codesOf = ({ document }: CliResult): string[] => document.errors.map(({ code }) => code);
