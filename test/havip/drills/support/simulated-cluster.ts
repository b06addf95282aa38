import { ScriptedConnection } from '../../../../src/connection/scripted.ts';
import type { DrillSubject } from '../../../../src/havip/drills/index.ts';

/** What may be wrong with a simulated cluster. */
export interface Faults {
  /** Nobody takes the address over. */
  readonly frozenStandby?: boolean;
  /** A stopped node keeps the address. */
  readonly keepsAddress?: boolean;
  /** keepalived does not start again on HAVIP-01. */
  readonly staysDown?: boolean;
  readonly secondaryDown?: boolean;
  /** The command that brings a node back fails. */
  readonly restoreFails?: boolean;
  /** The prober prints this and ends. */
  readonly proberCannot?: string;
  /** Milliseconds until a program that is sent to this machine begins. */
  readonly beginsAfterMs?: Readonly<Partial<Record<NodeName | 'probe-01', number>>>;
  /** The prober stands still for so long, once the address has moved, each time one of these after the other. */
  readonly proberStandsStillMs?: readonly number[];
  /** The watching of HAVIP-02 ends this long after it began. */
  readonly samplerEndsAfterMs?: number;
}

const SKEW_MS = 30;
const ADDRESS = '172.16.16.12';
type NodeName = 'HAVIP-01' | 'HAVIP-02';

/** Two nodes and a witness that answer like the real programs, with VRRP a good deal faster than life. */
export class SimulatedCluster {
  readonly subject: DrillSubject;
  readonly connections: Readonly<Record<string, ScriptedConnection>>;
  readonly holding: Record<NodeName, boolean> = { 'HAVIP-01': true, 'HAVIP-02': false };
  readonly running: Record<NodeName, boolean>;
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
    this.running = { 'HAVIP-01': true, 'HAVIP-02': faults.secondaryDown !== true };
    const node = (host: NodeName) =>
      new ScriptedConnection({
        host,
        stream: (program) => this.#late(host, program.includes('ping') ? this.#probe() : this.#watch(host)),
        run: async (program) => {
          await pause(faults.beginsAfterMs?.[host] ?? 0);
          return this.#control(host, program);
        },
      });
    const prober = new ScriptedConnection({
      host: 'probe-01',
      stream: () => this.#late('probe-01', this.#probe()),
    });
    const [first, second] = [node('HAVIP-01'), node('HAVIP-02')];
    this.connections = { 'HAVIP-01': first, 'HAVIP-02': second, 'probe-01': prober };
    this.subject = {
      cluster: 'web',
      addresses: [ADDRESS],
      nodes: [
        { name: 'HAVIP-01', connection: first, interface: 'eth0', role: 'primary' },
        { name: 'HAVIP-02', connection: second, interface: 'eth0', role: 'secondary' },
      ],
      prober: { name: 'probe-01', connection: prober },
      intervalMs: 10,
      maxInterruptionMs: 500,
      stateFile: '/state.json',
      masterDownMs: 100,
      skewMs: SKEW_MS,
      advertMs: 50,
    };
  }

  async *#late(host: NodeName | 'probe-01', lines: AsyncGenerator<string>): AsyncGenerator<string> {
    await pause(this.#faults.beginsAfterMs?.[host] ?? 0);
    yield* lines;
  }

  async *#watch(node: NodeName): AsyncGenerator<string> {
    const endsAtMs =
      performance.now() + (node === 'HAVIP-02' ? (this.#faults.samplerEndsAfterMs ?? 1e9) : 1e9);
    while (performance.now() < endsAtMs) {
      yield `T ${wall()} ${uptime()} ${this.running[node] ? 'up' : 'down'} ${this.holding[node] ? ADDRESS : ''}`;
      yield `V ${wall()} {"state":"${this.#state(node)}"}`;
      await pause(5);
    }
  }

  async *#probe(): AsyncGenerator<string> {
    yield `T ${wall()} ${uptime()}`;
    const pauses = [...(this.#faults.proberStandsStillMs ?? [])];
    let holds = true;
    if (this.#faults.proberCannot !== undefined) yield `X ${this.#faults.proberCannot}`;
    for (let sequence = 1; this.#faults.proberCannot === undefined; sequence++) {
      const moved = holds && this.holding['HAVIP-02'];
      if (this.holding['HAVIP-01'] || this.holding['HAVIP-02']) holds = this.holding['HAVIP-01'];
      if (moved) await pause(pauses.shift() ?? 0);
      const answered = this.holding['HAVIP-01'] || this.holding['HAVIP-02'];
      if (answered) yield `[${wall()}] 64 bytes from ${ADDRESS}: icmp_seq=${sequence} ttl=64 time=0.2 ms`;
      await pause(10);
      if (!answered) yield `[${wall()}] no answer yet for icmp_seq=${sequence}`;
    }
  }

  #state(node: NodeName): string {
    if (!this.running[node]) return 'STOP';
    return this.holding[node] ? 'MASTER' : 'BACKUP';
  }

  async #control(node: NodeName, program: string): Promise<{ exitCode: number; stdout: string }> {
    if (program.includes('\narm ||')) return this.#stop(node);
    if (this.#faults.restoreFails === true) return { exitCode: 1, stdout: '' };
    if (this.#faults.staysDown !== true) this.running[node] = true;
    if (this.#faults.staysDown !== true && this.holding[other(node)]) this.holding[node] = false;
    if (!this.holding[other(node)] && !(this.#faults.staysDown === true)) this.holding[node] = true;
    return { exitCode: 0, stdout: `restored ${wall()} 0\n` };
  }

  async #stop(node: NodeName): Promise<{ exitCode: number; stdout: string }> {
    const caused = wall();
    if (this.#faults.keepsAddress !== true) this.holding[node] = false;
    this.running[node] = false;
    await pause(SKEW_MS);
    if (this.#faults.frozenStandby !== true) this.holding[other(node)] = true;
    return { exitCode: 0, stdout: `caused ${caused}\ncause-done ${wall()}\n` };
  }
}

function other(node: NodeName): NodeName {
  return node === 'HAVIP-01' ? 'HAVIP-02' : 'HAVIP-01';
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function wall(): string {
  return ((performance.timeOrigin + performance.now()) / 1000).toFixed(6);
}

function uptime(): string {
  return (performance.now() / 1000).toFixed(2);
}
