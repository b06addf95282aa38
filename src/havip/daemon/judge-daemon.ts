import type { Cluster } from '../../inventory/types.ts';
import { type NotifyState, staleness } from '../../keepalived/daemon/notify-state.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import { isOver, type ServiceFacts } from '../../resources/services/service-facts.ts';
import { CONFIG_PATH, instanceOf, stateFileOf } from '../cluster/paths.ts';
import { announcedOtherwise } from './announced.ts';
import type { DaemonFacts, DaemonProcess } from './daemon-fact.ts';

/** A way in which what runs is not the unit with the file in place. */
export interface Astray {
  /** `otherwise`: the unit with the right file, which it has not loaded. */
  readonly kind: 'outside' | 'elsewhere' | 'otherwise';
  /** A clause. */
  readonly text: string;
}

/** What is to be made of the keepalived on a machine. */
export interface DaemonView {
  /** MASTER, BACKUP, FAULT, …; undefined where nothing that can be believed has said. */
  readonly vrrp: string | undefined;
  /** Why the state is not known, or what contradicts it; undefined where all agrees. */
  readonly doubt: string | undefined;
  readonly astray: readonly Astray[];
}

/** What is known besides the daemon's own facts. */
export interface DaemonContext {
  readonly service: Pick<ServiceFacts, 'activeState' | 'mainPid'>;
  /** The floating address is on the machine. */
  readonly holds: boolean;
  /** The configuration in place, where it was read. */
  readonly config: KeepalivedConfig | undefined;
  /** Whose instance is meant. */
  readonly cluster: Pick<Cluster, 'instance'> & {
    readonly havip: Pick<Cluster['havip'], 'virtual_router_id' | 'addresses'>;
  };
}

/** The state of a node's keepalived, by those of its witnesses that can be believed. */
export function judgeDaemon(facts: DaemonFacts, context: DaemonContext): DaemonView {
  const astray = [...outside(facts, context.service), ...elsewhere(facts), ...otherwise(facts, context)];
  if (facts.processes.length === 0) return { vrrp: undefined, doubt: undefined, astray };
  const { cluster } = context;
  const dumped = dumpedState(facts, cluster);
  const recorded = believed(facts);
  const vrrp = dumped ?? recorded?.state;
  if (vrrp === undefined) return { vrrp, doubt: unknown(facts, cluster), astray };
  // Without the daemon's own word, a file that is at odds with the address may be an old one.
  const isContradicted = dumped === undefined && contradicts(vrrp, context.holds);
  if (isContradicted) return { vrrp: undefined, doubt: contradiction(facts, vrrp, context), astray };
  return { vrrp, doubt: misplaced(vrrp, context.holds) ?? unwritten(facts, cluster), astray };
}

type Meant = DaemonContext['cluster'];

function unwritten({ stateFolder }: DaemonFacts, cluster: Meant): string | undefined {
  if (stateFolder === undefined) return undefined;
  return `its notify script cannot write the VRRP state: the folder ${folderOf(cluster)} is ${stateFolder}`;
}

/** Whether a state and the place of the address cannot both be true for longer than a moment. */
function contradicts(state: string, holds: boolean): boolean {
  return holds ? state !== 'MASTER' : state === 'MASTER';
}

/**
 * By an address, since a name may be another cluster's by now, or somebody else's; then by router id, by name, or as
 * the only one. Where several clusters share their machines, the only one may be another's.
 */
function dumpedState({ dump }: DaemonFacts, cluster: Meant): string | undefined {
  const { addresses, virtual_router_id: routerId } = cluster.havip;
  const own =
    dump?.find((each) => each.addresses.some((address) => addresses.includes(address))) ??
    dump?.find((each) => each.routerId === routerId) ??
    dump?.find(({ name }) => name === instanceOf(cluster)) ??
    (dump?.length === 1 && cluster.instance === undefined ? dump[0] : undefined);
  return own?.state
    ?.toUpperCase()
    .replace(/^MAST$/, 'MASTER')
    .replace(/^BACK$/, 'BACKUP');
}

/** The recorded state, if the very process that said it runs. */
function believed({ recorded, processes, bootId }: DaemonFacts): NotifyState | undefined {
  if (recorded === undefined) return undefined;
  const pids = processes.map(({ pid }) => pid);
  if (staleness(recorded, { bootId, keepalivedPids: pids }) !== 'fresh') return undefined;
  const writer = processes.find(({ pid }) => pid === recorded.keepalivedPid);
  return writer !== undefined && recorded.atUptime >= writer.startedAt - 1 ? recorded : undefined;
}

function unknown(facts: DaemonFacts, cluster: Meant): string {
  const why =
    facts.recorded === undefined
      ? `${stateFileOf(cluster)} says nothing${folderWords(facts, cluster)}`
      : `${stateFileOf(cluster)} is of another keepalived, which no longer runs${folderWords(facts, cluster)}`;
  const own = facts.dump?.length ? 'keepalived runs no instance of it' : 'keepalived does not dump its own';
  return `its VRRP state is unknown, because ${why}, and ${own}`;
}

function contradiction(facts: DaemonFacts, state: string, { holds, cluster }: DaemonContext): string {
  const where = holds ? 'the address is here' : 'the address is not here';
  return `its VRRP state is unknown, because ${stateFileOf(cluster)} says ${state} and ${where}${folderWords(facts, cluster)}`;
}

function folderWords({ stateFolder }: DaemonFacts, cluster: Meant): string {
  return stateFolder === undefined
    ? ''
    : ` (the folder ${folderOf(cluster)} is ${stateFolder}, so that the notify script cannot write there)`;
}

function folderOf(cluster: Meant): string {
  const file = stateFileOf(cluster);
  return file.slice(0, file.lastIndexOf('/'));
}

function misplaced(state: string, holds: boolean): string | undefined {
  if (state === 'BACKUP' && holds)
    return 'keepalived is BACKUP and has not put the address here: somebody set it by hand, or the network configuration does';
  if (state === 'MASTER' && !holds)
    return 'keepalived is MASTER and the address is gone: something else on the machine has taken it away';
  return undefined;
}

/** Processes that no other keepalived has started. */
export function eldest(processes: readonly DaemonProcess[]): DaemonProcess[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  return processes.filter(({ parent }) => !pids.has(parent));
}

/**
 * While a unit starts, or where its PID file could not be read, systemd knows no main process; the group tells then. One
 * that does not run any more may have left one behind, which serves on.
 */
function outside(
  { processes, inUnit }: DaemonFacts,
  { mainPid, activeState }: DaemonContext['service'],
): Astray[] {
  const isKnown = mainPid !== '' && mainPid !== '0';
  const hasEnded = isOver(activeState);
  return eldest(processes)
    .filter(({ pid }, index) => (isKnown || hasEnded || !inUnit || index > 0) && String(pid) !== mainPid)
    .map(({ pid, command }, index) => ({
      kind: 'outside',
      text:
        hasEnded && inUnit && index === 0
          ? `process ${pid} (\`${command}\`) is a keepalived that the unit keepalived has left behind: systemd calls that ${activeState}`
          : `process ${pid} (\`${command}\`) is a keepalived outside the unit keepalived`,
    }));
}

function elsewhere({ processes }: DaemonFacts): Astray[] {
  return eldest(processes).flatMap(({ command }) => {
    const file = configOf(command);
    return file === undefined || file === CONFIG_PATH
      ? []
      : [{ kind: 'elsewhere', text: `keepalived reads ${file}, not ${CONFIG_PATH} (\`${command}\`)` }];
  });
}

/** The file that a command line names; undefined where it names none, which is the usual one. */
export function configOf(command: string): string | undefined {
  const words = command.split(' ').slice(1);
  for (const [index, word] of words.entries()) {
    const long = /^--use-file(?:=(.*))?$/.exec(word);
    if (long !== null) return long[1] ?? words[index + 1];
    const short = /^-[A-Za-z]*f(.*)$/.exec(word);
    if (short !== null && !word.startsWith('--')) return short[1] || words[index + 1];
  }
  return undefined;
}

/** How the clause of one that has not loaded the file begins. */
export const NOT_IN_FORCE = 'the file is not in force';

function otherwise({ dump, loaded }: DaemonFacts, { config }: DaemonContext): Astray[] {
  if (loaded || dump === undefined || config === undefined) return [];
  const differences = announcedOtherwise(dump, config);
  return differences.length === 0
    ? []
    : [{ kind: 'otherwise', text: `${NOT_IN_FORCE}: ${differences.join(', ')}` }];
}
