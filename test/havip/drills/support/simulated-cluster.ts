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
  /** It takes so long until it does. */
  readonly backAfterMs?: number;
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
  /** Milliseconds between two words of each that tells how things are; default 5 to 20. */
  readonly paceMs?: number;
  /** The address answers nobody while HAVIP-02 has it. */
  readonly deafStandby?: boolean;
  /** One of those that tell what is stands still for so long, from a moment on. */
  readonly still?: { readonly what: Teller; readonly from: Moment; readonly forMs: number };
}

/** What tells how things are: ping alone, all of the prober, the probes of the service, the watching of a node. */
export type Teller = 'ping' | 'prober' | 'service' | NodeName;

/** From the first probes on, from the order to fail, once the other has the address, from the order to undo it. */
export type Moment = 'begin' | 'failure' | 'takeover' | 'restore';

const BEAT_MS = 100;

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
  #stillFromMs = Number.POSITIVE_INFINITY;

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
      stream: (program) =>
        this.#late('probe-01', program.includes('attempt()') ? this.#probeService() : this.#probe()),
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
      do await pause(this.#faults.paceMs ?? 5);
      while (this.#isStill(node));
    }
  }

  #reach(moment: Moment): void {
    const isIt = this.#faults.still?.from === moment && this.#stillFromMs === Number.POSITIVE_INFINITY;
    if (isIt) this.#stillFromMs = performance.now();
  }

  #isStill(...tellers: readonly Teller[]): boolean {
    const { still } = this.#faults;
    const forMs = performance.now() - this.#stillFromMs;
    return still !== undefined && tellers.includes(still.what) && forMs >= 0 && forMs < still.forMs;
  }

  #answers(): boolean {
    if (this.#faults.deafStandby === true && this.holding['HAVIP-02']) return false;
    return this.holding['HAVIP-01'] || this.holding['HAVIP-02'];
  }

  async *#probeService(): AsyncGenerator<string> {
    yield `T ${wall()} ${uptime()}`;
    for (let number = 1; ; number++) {
      const sent = wall();
      yield this.#answers() ? `A ${number} ${wall()} ${sent}` : `L ${number} ${sent}`;
      do await pause(this.#faults.paceMs ?? 20);
      while (this.#isStill('service', 'prober'));
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
      yield* this.#ask(sequence);
      if (sequence === 3) this.#reach('begin');
    }
  }

  async *#ask(sequence: number): AsyncGenerator<string> {
    const answered = this.#answers();
    if (answered) yield `[${wall()}] 64 bytes from ${ADDRESS}: icmp_seq=${sequence} ttl=64 time=0.2 ms`;
    await pause(this.#faults.paceMs ?? 10);
    yield* this.#stand();
    if (!answered) yield `[${wall()}] no answer yet for icmp_seq=${sequence}`;
  }

  /** Of ping alone, the program around it goes on with its heartbeats. */
  async *#stand(): AsyncGenerator<string> {
    while (this.#isStill('ping', 'prober')) {
      if (this.#isStill('ping')) yield `T ${wall()} ${uptime()}`;
      await pause(BEAT_MS);
    }
  }

  #state(node: NodeName): string {
    if (!this.running[node]) return 'STOP';
    return this.holding[node] ? 'MASTER' : 'BACKUP';
  }

  async #control(node: NodeName, program: string): Promise<{ exitCode: number; stdout: string }> {
    if (program.includes('\narm ||')) return this.#stop(node);
    this.#reach('restore');
    if (this.#faults.restoreFails === true) return { exitCode: 1, stdout: '' };
    const { backAfterMs } = this.#faults;
    if (backAfterMs !== undefined)
      setTimeout(() => Object.assign(this.running, { [node]: true }), backAfterMs);
    else if (this.#faults.staysDown !== true) this.running[node] = true;
    if (this.#faults.staysDown !== true && this.holding[other(node)]) this.holding[node] = false;
    if (!this.holding[other(node)] && !(this.#faults.staysDown === true)) this.holding[node] = true;
    return { exitCode: 0, stdout: `restored ${wall()} 0\n` };
  }

  async #stop(node: NodeName): Promise<{ exitCode: number; stdout: string }> {
    this.#reach('failure');
    const caused = wall();
    if (this.#faults.keepsAddress !== true) this.holding[node] = false;
    this.running[node] = false;
    await pause(SKEW_MS);
    if (this.#faults.frozenStandby !== true) this.holding[other(node)] = true;
    // Not before whoever watches has told it.
    await pause(20);
    this.#reach('takeover');
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
