import type { CommandOutput } from '../command.ts';
import { execute } from '../command.ts';
import type { Lab, LabMachine } from '../lab.ts';
import { namespaceFile } from '../network/network.ts';
import { isInside, leaderOf } from './machine.ts';
import { labProcesses } from './processes.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The words before a command that runs it inside a machine, as root and with a machine's own environment. */
export function insideLeader(leaderPid: number): readonly string[] {
  return [
    'nsenter',
    '-t',
    String(leaderPid),
    '--all',
    'env',
    '-i',
    `PATH=${PATH}`,
    'HOME=/root',
    'LANG=C.UTF-8',
  ];
}

/** The words before a command of the machines' image that runs it in a network namespace only. */
export function insideNetwork(lab: Lab, networkNamespace: string): readonly string[] {
  return [
    'nsenter',
    `--net=${namespaceFile(networkNamespace)}`,
    'chroot',
    lab.imageRoot,
    'env',
    '-i',
    `PATH=${PATH}`,
    'TZ=UTC',
  ];
}

/** A machine of a lab by its name; a name that is none of its is a mistake in the calling program. */
export function machineOf(lab: Lab, name: string): LabMachine {
  const machine = lab.machines.find((candidate) => candidate.name === name);
  if (machine !== undefined) return machine;
  throw new Error(
    `lab ${lab.name} has no machine ${name}: ${lab.machines.map((each) => each.name).join(', ')}`,
  );
}

/** Runs a POSIX-sh program inside a machine as root, not by SSH; also right after it has rebooted. */
export async function machineExec(
  lab: Lab,
  machine: string,
  program: string,
  options: { readonly stdin?: string } = {},
): Promise<CommandOutput> {
  const leader = await currentLeader(lab, machineOf(lab, machine));
  if (leader === null) throw new Error(`machine ${machine} of lab ${lab.name} is not running`);
  return execute([...insideLeader(leader), 'sh', '-c', program], options);
}

async function currentLeader(lab: Lab, machine: LabMachine): Promise<number | null> {
  const { leaderPid, networkNamespace } = machine;
  if (leaderPid !== null && (await isInside(leaderPid, networkNamespace))) return leaderPid;
  return leaderOf(labProcesses(lab.name), machine.name);
}
