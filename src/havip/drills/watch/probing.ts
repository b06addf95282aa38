import type { Connection } from '../../../connection/connection.ts';
import { connect } from '../../../connection/index.ts';
import type { Problem } from '../../../core/problem.ts';
import { probeLines } from '../lines/probe-lines.ts';
import { serviceLines } from '../lines/service-lines.ts';
import { probe } from '../programs/probe.ts';
import { serviceProbe } from '../programs/service-probe.ts';
import type { DrillDeps, DrillSubject } from '../types.ts';
import type { Observe, ProbeSeries } from './observation.ts';
import { type Sampler, startSampler } from './sampler.ts';

/** The internet is probed no more often than this. */
const PUBLIC_INTERVAL_MS = 100;

interface ProbingOptions {
  readonly subject: DrillSubject;
  readonly deps: DrillDeps;
  readonly observe: Observe;
  readonly onTrouble: (problems: readonly Problem[]) => void;
  /** The prober may probe the address only this often. */
  readonly onInterval: (intervalMs: number) => void;
}

/** All that probes: the prober the address and the service, the control machine the public address. */
export class Probing {
  readonly #options: ProbingOptions;
  #prober: string | undefined;
  #samplers: readonly Sampler[] = [];
  #public: Sampler | undefined;

  constructor(options: ProbingOptions) {
    this.#options = options;
  }

  /** Who probes; empty before anybody does. */
  get prober(): string {
    return this.#prober ?? '';
  }

  /** Each machine that probes, with its clock. */
  clocks(): readonly (readonly [string, Sampler])[] {
    return this.#samplers.slice(0, 1).map((sampler) => [`prober ${this.prober}`, sampler] as const);
  }

  /** When whoever probes the address was heard last; undefined where it has not begun yet. */
  heardMs(): number | undefined {
    return this.#samplers[0]?.heardMs();
  }

  /** Probes from the witness, or from the first node that does not hold the address; false if it does so already. */
  async from(holder: string): Promise<boolean> {
    const { subject, deps } = this.#options;
    const prober = subject.prober ?? subject.nodes.find((node) => node.name !== holder);
    if (prober === undefined || this.#prober === prober.name) return false;
    await stopAll(this.#samplers);
    this.#prober = prober.name;
    const [address = ''] = subject.addresses;
    const { service } = subject;
    deps.onEvent?.({ type: 'host-activity', host: prober.name, activity: `probing ${address}` });
    this.#samplers = [
      this.#start(prober.connection, address, 'address', { service: undefined }),
      ...(service === undefined ? [] : [this.#start(prober.connection, address, 'service', { service })]),
    ];
    this.#public ??= await this.#startPublic();
    return true;
  }

  /** Ends all of it. */
  async stop(): Promise<void> {
    await stopAll([...this.#samplers, ...(this.#public === undefined ? [] : [this.#public])]);
  }

  /** From here; where that cannot be done the run says so, and goes on without it. */
  async #startPublic(): Promise<Sampler | undefined> {
    const { subject, deps } = this.#options;
    const { publicProbe, service } = subject;
    if (publicProbe === undefined) return undefined;
    const here = await connect({ name: 'localhost', via: 'local', address: '127.0.0.1', port: 0, ssh: {} });
    const onTrouble = ([problem]: readonly Problem[]) => {
      const text = `${publicProbe.address} is not probed from here: ${problem?.summary ?? 'it cannot be'}`;
      deps.onEvent?.({ type: 'notice', text: `${subject.cluster}: ${text}` });
    };
    if (here.ok) return this.#start(here.value, publicProbe.address, 'public', { service, onTrouble });
    onTrouble(here.problems);
    return undefined;
  }

  /** Probes an address by ICMP, or the service behind it. */
  #start(
    connection: Connection,
    address: string,
    series: ProbeSeries,
    how: {
      readonly service: DrillSubject['service'];
      readonly onTrouble?: ProbingOptions['onTrouble'];
    },
  ): Sampler {
    const { subject, deps, observe, onTrouble, onInterval } = this.#options;
    const intervalMs = Math.max(subject.intervalMs, series === 'public' ? PUBLIC_INTERVAL_MS : 0);
    const { service } = how;
    return startSampler({
      connection,
      clock: deps.clock,
      label: 'probing the address',
      program:
        service === undefined ? probe(address, intervalMs) : serviceProbe(service, address, intervalMs),
      lines: (clock, note) =>
        service === undefined
          ? probeLines({ series, intervalMs, clock, note, observe })
          : serviceLines({ series, clock, note, observe }),
      ...(series === 'address' && { onInterval }),
      onTrouble: how.onTrouble ?? onTrouble,
    });
  }
}

async function stopAll(samplers: readonly Sampler[]): Promise<void> {
  await Promise.all(samplers.map((sampler) => sampler.stop()));
}
