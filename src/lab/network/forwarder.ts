import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from '../command.ts';
import { processMarks } from '../machines/processes.ts';
import type { MachinePlan } from '../plan/layout.ts';
import { type LabState, labFolder } from '../record/state.ts';

export const FORWARDER_PART = 'forwarder';

/**
 * HAProxy from the machines' image. It opens its ports out here and connects inside the machines' network
 * namespaces, one process for all of them, and without Nagle's algorithm, which would add 40 ms to a command. It
 * finds namespaces by the names that `ip netns` gave them; the mount that shows it those is only its own.
 */
const SCRIPT = `
mount -t proc proc "$IMAGE/proc"
mount -t tmpfs tmpfs "$IMAGE/run"
mkdir "$IMAGE/run/netns"
mount --rbind /run/netns "$IMAGE/run/netns"
mount --bind "$CONFIGURATION" "$IMAGE/srv/repo"
exec chroot "$IMAGE" haproxy -db -f "/srv/repo/$FILE" "$@"
`;

/** The words that start HAProxy with a configuration file of a folder, and options of its own. */
export function forwarderCommand(
  { imageRoot, folder }: { readonly imageRoot: string; readonly folder: string },
  file: string,
  options: readonly string[] = [],
): readonly string[] {
  const variables = [`IMAGE=${imageRoot}`, `CONFIGURATION=${folder}`, `FILE=${file}`];
  return ['unshare', '--mount', 'env', ...variables, 'sh', '-euc', SCRIPT, 'sh', ...options];
}

/** Forwards each machine's loopback port to its sshd; also while the machine's cable is pulled. */
export async function startForwarder(state: LabState, machines: readonly MachinePlan[]): Promise<void> {
  const folder = labFolder(state.settings.name);
  const file = 'forwarder.cfg';
  const sections = machines.map((machine) => section(machine, state.ports[machine.name] ?? 0));
  await writeFile(join(folder, file), [FORWARDER_DEFAULTS, ...sections].join('\n'));
  const command = forwarderCommand({ imageRoot: state.imageRoot, folder }, file);
  const marks = processMarks(state.settings.name, FORWARDER_PART);
  await startDaemon(command, marks, join(folder, 'forwarder.log'));
}

/** What all configurations begin with. */
export const FORWARDER_DEFAULTS = `
global
  nbthread 1
  maxconn 4000
defaults
  mode tcp
  retries 0
  timeout connect 5s
  timeout client 24h
  timeout server 24h
`;

function section(machine: MachinePlan, port: number): string {
  return `
listen ${machine.name}
  bind 127.0.0.1:${port}
  server sshd 127.0.0.1:22 namespace ${machine.networkNamespace}
`;
}
