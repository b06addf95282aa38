import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { execute } from './command.ts';
import { insideLeader } from './inside.ts';
import type { MachinePlan } from './layout.ts';
import { leaderOf } from './machine.ts';
import { labProcesses } from './processes.ts';
import { machineFolder } from './state.ts';

const PATIENCE_MS = 120_000;
const PAUSE_MS = 100;

/** Waits until a machine has started all that it starts by itself and its sshd answers on its port. */
export async function waitUntilReady(
  lab: string,
  machine: MachinePlan,
  port: number,
): Promise<Outcome<void>> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const leader = await leaderOf(await labProcesses(lab), machine.name);
    if (leader !== null && (await hasBooted(leader)) && (await answersSsh(port))) return success(undefined);
    await sleep(PAUSE_MS);
  }
  return failure({
    code: 'host.lab-machine-not-ready',
    summary: `the lab's machine ${machine.name} did not come up`,
    detail: `No sshd answered on 127.0.0.1:${port} within ${PATIENCE_MS / 1000} s.`,
    fix: `Look at ${machineFolder(lab, machine.name)}/console.log for what its systemd says.`,
    host: machine.name,
  });
}

/** A unit that failed is for its user to see: the machine is up all the same. */
async function hasBooted(leader: number): Promise<boolean> {
  const { stdout } = await execute([...insideLeader(leader), 'systemctl', 'is-system-running', '--wait']);
  return ['running', 'degraded'].includes(stdout.trim());
}

/** Whether something greets as an SSH server does. */
export async function answersSsh(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(5000, () => socket.destroy());
  try {
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    return greeting.toString().startsWith('SSH-');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
