import { type CommandOutput, execute } from '../../../src/lab/command.ts';
import { type Lab, type LabOptions, labUp } from '../../../src/lab/index.ts';

/** A lab that has to come up, or the test ends with what kept it from it. */
export async function upOrThrow(
  options: LabOptions,
  onProgress: (text: string) => void = () => {},
): Promise<Lab> {
  const up = await labUp(options, onProgress);
  if (up.ok) return up.value;
  throw new Error(JSON.stringify(up.problems, null, 2));
}

/** A command by the system's own ssh, with nothing but the lab's key and known_hosts. */
export function ssh(lab: Lab, machine: string, command: string, stdin = ''): Promise<CommandOutput> {
  const port = lab.machines.find(({ name }) => name === machine)?.port;
  const options = ['BatchMode=yes', `UserKnownHostsFile=${lab.knownHostsFile}`, 'StrictHostKeyChecking=yes'];
  const words = [
    'ssh',
    '-F',
    'none',
    '-i',
    lab.privateKeyFile,
    ...options.flatMap((option) => ['-o', option]),
  ];
  return execute([...words, '-p', String(port), `${lab.user}@127.0.0.1`, command], { stdin });
}
