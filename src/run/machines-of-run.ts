import pLimit from 'p-limit';
import type { Problem } from '../core/problem.ts';
import type { Host } from '../inventory/types.ts';
import type { Planned, Resource } from '../resources/resource.ts';
import type { PlannedHost } from './unit/policy.ts';

/** Does work when nobody else is at work there. */
type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** What one name of a machine has said of a file: what it is to hold, or that it already is as it should be. */
interface Said {
  readonly host: string;
  readonly writes?: string;
}

/** The machines of a run, where one may have several names: it is changed for one of them at a time, and agrees. */
export class MachinesOfRun {
  readonly #names = new Map<string, number>();
  readonly #turns = new Map<string, Turn>();
  readonly #said = new Map<string, Map<string, Said>>();

  constructor(hosts: Iterable<Host>) {
    for (const host of hosts) this.#names.set(keyOf(host), (this.#names.get(keyOf(host)) ?? 0) + 1);
  }

  /** One after the other: what is done to the hosts of a unit, and to machines that it shares with others. */
  turnOf(hosts: readonly Host[]): Turn {
    // Everybody waits for the machines in one order, so that no two wait for each other.
    const turns = [...new Set(hosts.map(keyOf))].toSorted().map((key) => this.#turn(key));
    return <T>(work: () => Promise<T>) =>
      turns.reduceRight<() => Promise<T>>((inner, turn) => () => turn(inner), work)();
  }

  #turn(key: string): Turn {
    const turn = this.#turns.get(key) ?? pLimit(1);
    this.#turns.set(key, turn);
    return turn;
  }

  /**
   * A file of which another name of the machine has said something else in this run: each would undo the other's.
   * @param isCheck the other's change was not made, so that what is in place is not what it said
   */
  disagreement({ host, plan }: PlannedHost, isCheck: boolean): Problem | undefined {
    const key = keyOf(host);
    if ((this.#names.get(key) ?? 1) < 2) return undefined;
    const said = this.#said.get(key) ?? new Map<string, Said>();
    this.#said.set(key, said);
    const against = plan.items.flatMap(({ resource, planned }) => {
      const own = saying(host.name, planned);
      const other = own && said.get(resource.id);
      if (own !== undefined && (other === undefined || other.host === host.name)) said.set(resource.id, own);
      return other === undefined || agree(own, other, isCheck) ? [] : [{ resource, other }];
    });
    const [first] = against;
    return first && disagree(host, first.other.host, first.resource);
  }
}

/** Undefined where it is no file, or nothing was asked of it. */
function saying(host: string, planned: Planned): Said | undefined {
  if (planned.state === 'unchanged') return { host };
  return planned.state === 'change' && planned.writes !== undefined
    ? { host, writes: planned.writes }
    : undefined;
}

/** Where it is as one of them wants it, the other has written that, or wants the same that is in place. */
function agree(own: Said | undefined, other: Said, isCheck: boolean): boolean {
  if (own === undefined || other.host === own.host || own.writes === other.writes) return true;
  return own.writes === undefined && !isCheck;
}

function disagree({ name, target }: Host, other: string, { name: step, meta }: Resource): Problem {
  const machine = target.via === 'local' ? 'this machine' : `${target.address}:${target.port}`;
  return {
    code: 'playbook.same-path',
    summary: `${step}: ${name} and ${other} are one machine (${machine}), and want it to be different`,
    detail: `Whoever comes last would win, and each run would change it to and fro. ${name} has not changed it.`,
    fix: 'Name the machine once in the inventory, or give each of its names a path of its own, such as one with `host.name` in it.',
    host: name,
    ...(meta?.made?.place && { source: meta.made.place }),
  };
}

/** The way to a machine: who is reached on the same way is the same. */
function keyOf({ target }: Host): string {
  const { via, address, port, ssh, engineWords = [] } = target;
  const { proxyJump = [], proxyCommand = '' } = ssh;
  if (via === 'local') return via;
  const jumps = proxyJump.map((jump) => `${jump.host}:${jump.port}`);
  return [via, address, port, ...jumps, proxyCommand, ...engineWords].join(' ');
}
