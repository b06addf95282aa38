import { chmod, readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { commandLine } from '../../core/programs/shell.ts';
import type { Lab } from '../lab.ts';
import { hostKeyFile } from '../machines/machine-files.ts';

/** Writes the inventory and known_hosts that the command line uses as they are. */
export async function writeInventory(lab: Lab, passwordInInventory: boolean): Promise<void> {
  const text = stringify(inventoryOf(lab, passwordInInventory), { lineWidth: 0 });
  await writeFile(lab.inventoryFile, text, { mode: 0o600 });
  await chmod(lab.inventoryFile, 0o600);
  const keys = await Promise.all(
    lab.machines.map(async ({ name, port }) => {
      const [type, key] = (await readFile(hostKeyFile(lab.name, name), 'utf8')).split(' ');
      return `[127.0.0.1]:${port} ${type} ${key}\n`;
    }),
  );
  await writeFile(lab.knownHostsFile, keys.join(''), { mode: 0o644 });
}

/** The inventory as data, in Ansible's shape. */
function inventoryOf(lab: Lab, passwordInInventory: boolean): object {
  const witness = lab.machines.find((machine) => machine.kind === 'witness');
  const clusters = lab.clusters.map((cluster) => {
    const nodes = lab.machines.filter((machine) => machine.cluster === cluster.name);
    const verify = { ...(witness === undefined ? {} : { witness: witness.name }), interval: '10ms' };
    const havip = {
      address: cluster.address,
      virtual_router_id: cluster.virtualRouterId,
      verify,
      ...cloudSettings(lab, cluster.name),
    };
    const hosts = nodes.map((node) => [
      node.name,
      {
        ansible_host: '127.0.0.1',
        ansible_port: node.port,
        havip_role: node.role,
        private_ip: node.privateIp,
        ...(lab.cloud?.inInventory === true ? { instance_id: lab.cloud.instanceIds[node.name] } : {}),
      },
    ]);
    return [cluster.name, { vars: { havip }, hosts: Object.fromEntries(hosts) }];
  });
  const witnesses =
    witness === undefined
      ? {}
      : {
          witnesses: { hosts: { [witness.name]: { ansible_host: '127.0.0.1', ansible_port: witness.port } } },
        };
  return {
    all: {
      vars: loginVars(lab, passwordInInventory),
      children: { ...Object.fromEntries(clusters), ...witnesses },
    },
  };
}

/** The cloud in which a cluster's HAVIP is, where the inventory is to know one. */
function cloudSettings({ cloud }: Lab, cluster: string): object {
  if (cloud?.inInventory !== true) return {};
  const { region, vpcId, subnetId, url } = cloud;
  return {
    cloud: { provider: 'tencent', region, vpc_id: vpcId, subnet_id: subnetId, name: cluster, endpoint: url },
  };
}

function loginVars(lab: Lab, passwordInInventory: boolean): object {
  const sudo = lab.sudoPassword === undefined ? {} : { ansible_become: true, ansible_become_method: 'sudo' };
  const password =
    lab.sudoPassword === undefined || !passwordInInventory
      ? {}
      : { ansible_become_password: lab.sudoPassword.reveal() };
  return {
    ansible_user: lab.user,
    ansible_ssh_private_key_file: lab.privateKeyFile,
    ansible_ssh_common_args: commandLine('-o', `UserKnownHostsFile=${lab.knownHostsFile}`),
    ...sudo,
    ...password,
  };
}
