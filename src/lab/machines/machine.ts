import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from '../command.ts';
import { namespaceFile } from '../network/network.ts';
import { type MachinePlan, namePrefix } from '../plan/layout.ts';
import { machineFolder, repositoryFolder } from '../record/state.ts';
import { childrenOf, type LabProcess, processMarks, processName } from './processes.ts';

/**
 * Keeps one machine running. The mounts are made in a mount namespace of this script's own, so that they are gone
 * with it, and with them what systemd-nspawn notes down under /run. A machine that reboots itself makes systemd-nspawn end with 133.
 */
const SUPERVISOR = `
for group in $CONTROL_GROUPS; do
  mkdir -p "$group"
  echo 0 >"$group/cgroup.procs"
done
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
mount -t overlay overlay -o "lowerdir=$LAYERS,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$FOLDER/root"
while :; do
  code=0
  systemd-nspawn -q --register=no --keep-unit --boot --console=read-only --directory="$FOLDER/root" \
    --network-namespace-path="$NAMESPACE" --machine="$MACHINE" --hostname="$HOST_NAME" --bind-ro="$REPOSITORY:/srv/repo" \
    --capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_NET_BROADCAST,CAP_SYS_NICE,CAP_IPC_LOCK || code=$?
  [ "$code" -eq 133 ] || exit "$code"
done
`;

/** The part of a lab that a machine's supervisor is. */
export function machinePart(machine: string): string {
  return `machine:${machine}`;
}

/**
 * Starts a prepared machine; it goes on when this program has ended.
 *
 * @param layers what its own changes lie over, the uppermost first
 */
export async function startMachine(
  lab: string,
  machine: MachinePlan,
  layers: readonly string[],
  controlGroups: readonly string[],
): Promise<void> {
  const folder = machineFolder(lab, machine.name);
  const variables = {
    ...processMarks(lab, machinePart(machine.name)),
    CONTROL_GROUPS: controlGroups.map((group) => join(group, machine.name)).join(' '),
    LAYERS: layers.join(':'),
    FOLDER: folder,
    NAMESPACE: namespaceFile(machine.networkNamespace),
    MACHINE: namePrefix(lab) + machine.name,
    HOST_NAME: machine.name,
    REPOSITORY: repositoryFolder(lab),
    // Gives the machine a /sys of its own network, not of ours, and lets it write /proc/sys/net as a real one may.
    SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network',
  };
  await startDaemon(['unshare', '--mount', 'sh', '-euc', SUPERVISOR], variables, join(folder, 'console.log'));
}

/** The process id of a machine's systemd as this machine sees it; another one after a reboot, none meanwhile. */
export function leaderOf(processes: readonly LabProcess[], machine: string): number | null {
  for (const { pid, part } of processes) {
    if (part !== machinePart(machine) || processName(pid) !== 'systemd-nspawn') continue;
    for (const child of childrenOf(pid)) {
      if (processName(child) === 'systemd') return child;
    }
  }
  return null;
}

/** Whether a process is, still, one of a machine: process ids are used again. */
export async function isInside(pid: number, networkNamespace: string): Promise<boolean> {
  try {
    const [process, namespace] = await Promise.all([
      stat(`/proc/${pid}/ns/net`),
      stat(namespaceFile(networkNamespace)),
    ]);
    return process.ino === namespace.ino;
  } catch {
    return false;
  }
}
