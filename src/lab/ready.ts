import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { execute } from './command.ts';
import { insideLeader } from './machines/inside.ts';
import { leaderOf, machinePart } from './machines/machine.ts';
import { labProcesses } from './machines/processes.ts';
import { FORWARDER_PART } from './network/forwarder.ts';
import type { MachinePlan } from './plan/layout.ts';
import { labFolder, machineFolder } from './record/state.ts';

const PATIENCE_MS = 180_000;
const PAUSE_MS = 100;

/** Looks in a row: a process that is just becoming another program has no environment to be known by. */
const MOST_UNSEEN = 5;

/** Waits until a machine has started all that it starts by itself and its sshd answers on its port. */
export async function waitUntilReady(
  lab: string,
  machine: MachinePlan,
  port: number,
): Promise<Outcome<void>> {
  const deadline = performance.now() + PATIENCE_MS;
  let unseen = 0;
  while (performance.now() < deadline) {
    const processes = labProcesses(lab);
    const parts = new Set(processes.map(({ part }) => part));
    const missing = !parts.has(machinePart(machine.name)) || !parts.has(FORWARDER_PART);
    unseen = missing ? unseen + 1 : 0;
    if (unseen > MOST_UNSEEN) {
      return failure(parts.has(FORWARDER_PART) ? ended(lab, machine.name) : forwarderEnded(lab, port));
    }
    const leader = leaderOf(processes, machine.name);
    if (leader !== null && (await hasBooted(leader)) && (await answersSsh(port))) return success(undefined);
    await sleep(PAUSE_MS);
  }
  return failure({
    code: 'host.lab-machine-not-ready',
    summary: `the lab's machine ${machine.name} did not come up`,
    detail: `No sshd answered on 127.0.0.1:${port} within ${PATIENCE_MS / 1000} s.`,
    fix: `Look at ${consoleLog(lab, machine.name)} for what its systemd says.`,
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
  socket.setTimeout(5000, () => socket.destroy(new Error('no greeting')));
  try {
    const [greeting] = (await Promise.race([
      once(socket, 'data'),
      once(socket, 'close').then(() => ['']),
    ])) as [Buffer | string];
    return greeting.toString().startsWith('SSH-');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function consoleLog(lab: string, machine: string): string {
  return join(machineFolder(lab, machine), 'console.log');
}

function ended(lab: string, machine: string): Problem {
  return {
    code: 'host.lab-machine-ended',
    summary: `the lab's machine ${machine} ended while it started`,
    fix: `Look at ${consoleLog(lab, machine)} for why.`,
    host: machine,
  };
}

function forwarderEnded(lab: string, port: number): Problem {
  return {
    code: 'host.lab-forwarder-ended',
    summary: 'the forwarder to the lab’s machines ended while it started',
    detail: `Most likely another program has taken one of its ports, for example 127.0.0.1:${port}.`,
    fix: `Look at ${join(labFolder(lab), 'forwarder.log')}; \`lab down\` and \`lab up\` choose free ports.`,
  };
}
