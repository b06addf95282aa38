import type { Secret } from '../core/secret.ts';
import { type LabEngine, labEngine } from './engine/server.ts';
import { type LabCloud, labCloud } from './lab-cloud.ts';
import { leaderOf } from './machines/machine.ts';
import { labProcesses } from './machines/processes.ts';
import { ORDINARY_USER } from './machines/recipe.ts';
import type { SourceTarball } from './packages/keepalived-source.ts';
import { sourceUrl } from './packages/source-server.ts';
import { type ClusterPlan, layoutOf, type MachinePlan } from './plan/layout.ts';
import { accessFiles, readSudoPassword } from './record/access-files.ts';
import type { LabState } from './record/state.ts';

/** One machine as it is. */
export interface LabMachine extends MachinePlan {
  /** Its sshd, on 127.0.0.1 of this machine. */
  readonly port: number;
  /** The process id of its systemd when this was read; another after a reboot, null while it is down. */
  readonly leaderPid: number | null;
}

/** A lab that exists. */
export interface Lab {
  readonly name: string;
  /** Where inventory, known_hosts and key are. */
  readonly directory: string;
  readonly inventoryFile: string;
  readonly knownHostsFile: string;
  readonly privateKeyFile: string;
  /** Who logs in. */
  readonly user: string;
  /** What that user's sudo asks for; only with `login: 'sudo'`. */
  readonly sudoPassword?: Secret;
  readonly sudoPasswordFile?: string;
  /** Where one runs. */
  readonly cloud?: LabCloud;
  /** Where one runs. */
  readonly engine?: LabEngine;
  readonly machines: readonly LabMachine[];
  readonly clusters: readonly ClusterPlan[];
  /** The namespace that holds the bridge; its own address is the gateway's. */
  readonly networkNamespace: string;
  /** A release's source: at `url` for the machines, at `file` on this one. */
  readonly source: SourceTarball & { readonly url: string };
  /** The root folder that the machines lie over. */
  readonly imageRoot: string;
}

/** A lab as its record and its running processes have it. */
export async function describeLab(state: LabState, source: SourceTarball): Promise<Lab> {
  const { settings, directory } = state;
  const { inventoryFile, knownHostsFile, privateKeyFile, sudoPasswordFile } = accessFiles(directory);
  const layout = layoutOf(settings);
  const processes = labProcesses(settings.name);
  const cloud = labCloud(state);
  const engine = labEngine(state);
  const machines = layout.machines.map((machine) => ({
    ...machine,
    port: state.ports[machine.name] ?? 0,
    leaderPid: leaderOf(processes, machine.name),
  }));
  return {
    name: settings.name,
    directory,
    inventoryFile,
    knownHostsFile,
    privateKeyFile,
    user: settings.login === 'root' ? 'root' : ORDINARY_USER.name,
    ...(settings.login === 'sudo'
      ? { sudoPassword: await readSudoPassword(directory), sudoPasswordFile }
      : {}),
    ...(cloud === undefined ? {} : { cloud }),
    ...(engine === undefined ? {} : { engine }),
    machines,
    clusters: layout.clusters,
    networkNamespace: layout.networkNamespace,
    source: { ...source, url: sourceUrl(source) },
    imageRoot: state.imageRoot,
  };
}
