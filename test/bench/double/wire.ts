import type { Machine } from './machine.ts';

/** What a node's configuration says, as much of it as VRRP needs. */
interface Settings {
  /** Nodes of one group hear each other. */
  readonly group: string;
  readonly priority: number;
  readonly preempts: boolean;
}

/** A VRRP segment: who speaks on it, and who has become what, in order. */
export interface Wire {
  readonly speakers: Map<Machine, Settings>;
  readonly moves: string[];
}

const CONFIG = '/etc/keepalived/keepalived.conf';

/** Reads `group priority preempts` from the bench's configuration. */
function settingsOf(machine: Machine): Settings {
  const text = machine.files.get(CONFIG) ?? '';
  const value = (key: string) => new RegExp(`^${key} (.*)$`, 'm').exec(text)?.[1] ?? '';
  return {
    group: value('group'),
    priority: Number(value('priority')),
    preempts: value('preempts') === 'yes',
  };
}

/** A node's keepalived starts, or has read another configuration. */
export function speak(machine: Machine): void {
  const { speakers } = machine.wire;
  const own = settingsOf(machine);
  const before = speakers.get(machine);
  if (before !== undefined && before.group !== own.group) fallSilent(machine);
  speakers.set(machine, own);
  const master = masterOf(machine, own.group);
  if (master === machine) return;
  const takes =
    own.preempts &&
    own.priority > (master && speakers.get(master)?.priority ? (speakers.get(master)?.priority ?? 0) : 0);
  if (master !== undefined && takes) become(master, 'BACKUP');
  become(machine, master === undefined || takes ? 'MASTER' : 'BACKUP');
}

/** It stops: of those that heard it, the one with the highest priority takes over. */
export function fallSilent(machine: Machine): void {
  const { speakers } = machine.wire;
  const own = speakers.get(machine);
  const led = machine.vrrp === 'MASTER';
  speakers.delete(machine);
  machine.vrrp = undefined;
  machine.holds = false;
  if (own === undefined || !led) return;
  const [next] = [...speakers]
    .filter(([other, { group }]) => group === own.group && other.vrrp === 'BACKUP')
    .sort(([, a], [, b]) => b.priority - a.priority);
  if (next !== undefined) become(next[0], 'MASTER');
}

/** The handover's program on a standby: it takes the address from a holder that serves until then. */
export function takeAddress(machine: Machine): string {
  const own = machine.wire.speakers.get(machine);
  const master = own && masterOf(machine, own.group);
  if (master !== undefined) become(master, 'BACKUP');
  become(machine, 'MASTER');
  return '';
}

function masterOf(machine: Machine, group: string): Machine | undefined {
  return [...machine.wire.speakers].find(
    ([other, each]) => each.group === group && other.vrrp === 'MASTER',
  )?.[0];
}

function become(machine: Machine, state: 'MASTER' | 'BACKUP'): void {
  machine.vrrp = state;
  machine.holds = state === 'MASTER';
  machine.wire.moves.push(`${machine.name} ${state}`);
}
