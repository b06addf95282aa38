import type { Playbook } from '../../src/api/types.ts';
import type { Connection } from '../../src/connection/connection.ts';
import { connectTraced, type Trace } from '../../src/connection/traced.ts';
import type { RunEvent } from '../../src/core/events/event.ts';
import { type Outcome, success } from '../../src/core/outcome.ts';
import { formatLease, type Lease } from '../../src/engine/lease/lease.ts';
import { havipKinds } from '../../src/havip/kinds.ts';
import type { HavipRequest } from '../../src/havip/request.ts';
import type { Inventory } from '../../src/inventory/types.ts';
import { checkRequest } from '../../src/run/check/check-request.ts';
import { ForeseenFacts } from '../../src/run/check/foreseen-facts.ts';
import type { StepAnswer } from '../../src/run/choice/step-by-step.ts';
import type { RunDeps } from '../../src/run/request.ts';
import { type RunResult, runPlaybook } from '../../src/run/run-playbook.ts';
import { loaded } from '../inventory/folder.ts';
import { DoubleConnection } from './double/connection.ts';
import { type Cut, Machine } from './double/machine.ts';
import type { Wire } from './double/wire.ts';

/** A pair behind one address, and hosts of no cluster. */
export const INVENTORY = `all:
  children:
    web:
      vars:
        havip: { address: 172.16.16.12, virtual_router_id: 51, profile: fast }
      hosts:
        one: { ansible_host: 172.16.16.5, havip_role: primary }
        two: { ansible_host: 172.16.16.6, havip_role: secondary }
    apps:
      hosts:
        app1: { ansible_host: 172.16.16.21 }
        app2: { ansible_host: 172.16.16.22 }
        app3: { ansible_host: 172.16.16.23 }
        app4: { ansible_host: 172.16.16.24 }
`;

export const NAMES = ['one', 'two', 'app1', 'app2', 'app3', 'app4'] as const;
export type Name = (typeof NAMES)[number];

/** A lease as another person's laptop would have written it. */
export const FOREIGN: Lease = {
  id: 'other',
  user: 'ann',
  host: 'control-9',
  boot: 'elsewhere',
  pid: 4711,
  pidStart: '1',
  command: 'verify',
  startedAt: '2026-11-22T20:31:05.000Z',
};

/** What a run on the bench came to. */
export interface BenchRun {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  readonly notices: readonly string[];
  /** Codes of all problems. */
  readonly codes: readonly string[];
  /** Names of what each host was changed by. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
}

/** A fleet in memory and the real runner on it: what a machine would do is simulated, what it is sent is not. */
export class Bench {
  readonly wire: Wire = { speakers: new Map(), moves: [] };
  readonly machines: Readonly<Record<Name, Machine>>;
  /** Machines that do not answer at the moment. */
  readonly away = new Set<string>();
  interrupt = new AbortController();
  cut: Cut | undefined;
  /** Called before a program runs: for what others do meanwhile. */
  onProgram: (machine: string, label: string) => void = () => undefined;
  /** What was sent, in order: `one: making changes`. */
  readonly sent: string[] = [];
  /** Questions that a run asked, and what a person answers. */
  readonly asked: string[] = [];
  answer = true;
  /** What a person says to the questions of `--step`, in their order; yes to all others. */
  stepAnswers: StepAnswer[] = [];
  /** What others do while a person is asked. */
  onQuestion: () => Promise<void> = async () => undefined;
  /** Told of all that goes over connections. */
  trace: Trace | undefined;
  #runs = 0;

  constructor() {
    const machine = (name: Name, last: number) => new Machine(name, `172.16.16.${last}`, this.wire);
    this.machines = {
      one: machine('one', 5),
      two: machine('two', 6),
      app1: machine('app1', 21),
      app2: machine('app2', 22),
      app3: machine('app3', 23),
      app4: machine('app4', 24),
    };
  }

  /** Runs a playbook as the command line would, without drills. */
  async run(playbook: Playbook, request: Partial<HavipRequest> = {}): Promise<BenchRun> {
    return this.runBy(await this.request(playbook, request), (whole, deps) =>
      runPlaybook(whole, havipKinds(whole), deps),
    );
  }

  /** What the command line would ask for, without drills. */
  async request(playbook: Playbook, request: Partial<HavipRequest> = {}): Promise<HavipRequest> {
    const whole: HavipRequest = {
      command: 'up',
      playbook,
      inventory: request.inventory ?? (await inventory()),
      check: false,
      forks: 10,
      selection: { tags: [], skipTags: [] },
      verify: 'never',
      foreseen: new ForeseenFacts(),
      ...request,
    };
    const found = checkRequest(whole, havipKinds(whole));
    if (found.length > 0) throw new Error(found.map(({ code, summary }) => `${code}: ${summary}`).join('\n'));
    return whole;
  }

  /** Has a request carried out on these machines, by what is given. */
  async runBy(
    request: HavipRequest,
    carryOut: (request: HavipRequest, deps: RunDeps) => Promise<RunResult>,
  ): Promise<BenchRun> {
    const events: RunEvent[] = [];
    this.#runs += 1;
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, this.#runs));
    const control = () => ({
      away: this.away,
      cut: this.cut,
      onProgram: this.#heard,
      onDeath: () => {
        for (const name of NAMES) this.away.add(name);
      },
    });
    const clock = { monotonicMs: () => performance.now(), wall: () => at };
    const open = async (name: string): Promise<Outcome<Connection>> => {
      const machine = NAMES.find((each) => each === name);
      return machine === undefined || this.away.has(name)
        ? { ok: false, problems: [{ code: 'connection.refused', summary: 'no answer', host: name }] }
        : success(new DoubleConnection(this.machines[machine], control));
    };
    const { trace } = this;
    const result = await carryOut(request, {
      connect: ({ name }) =>
        trace === undefined ? open(name) : connectTraced(name, () => open(name), trace, clock),
      clock,
      onEvent: (event) => void events.push(event),
      signal: this.interrupt.signal,
      confirm: async (question) => {
        this.asked.push(question);
        await this.onQuestion();
        return this.answer;
      },
      askStep: async (question) => {
        this.asked.push(question);
        return this.stepAnswers.shift() ?? 'yes';
      },
      version: '0.0.0',
    });
    const changed = Object.entries(result.hosts).map(([name, { tasks }]) => [
      name,
      tasks.filter((task) => task.changed).map((task) => task.name),
    ]);
    return {
      result,
      events,
      notices: events.flatMap((event) =>
        event.type === 'notice' ? [[event.text, ...(event.fix ? [event.fix] : [])].join('\n  fix: ')] : [],
      ),
      codes: result.errors.map(({ code }) => code),
      changed: Object.fromEntries(changed),
    };
  }

  /** The control machine has died a while ago: its leases have run out, and a new one is there. */
  later(): void {
    this.cut = undefined;
    this.away.clear();
    for (const machine of Object.values(this.machines))
      if (machine.lease !== undefined) machine.lease = { ...machine.lease, secondsLeft: -1 };
  }

  /** Puts another run's lease on a machine. */
  lock(name: Name, secondsLeft = 40): void {
    this.machines[name].lease = { text: formatLease(FOREIGN), secondsLeft };
  }

  /** Machines that have the floating address. */
  holders(): string[] {
    return Object.values(this.machines).flatMap(({ name, holds }) => (holds ? [name] : []));
  }

  /** The last word of each journal of a machine, the oldest run first. */
  endings(name: Name): string[] {
    return [...this.machines[name].journals.values()].map(({ log }) => log.at(-1)?.split(' ')[1] ?? '');
  }

  readonly #heard = (machine: string, label: string): void => {
    this.sent.push(`${machine}: ${label}`);
    this.onProgram(machine, label);
  };
}

export function inventory(text = INVENTORY): Promise<Inventory> {
  return loaded(text);
}
