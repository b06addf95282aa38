import type { Connection } from '../connection/connection.ts';
import type { Problem } from '../core/problem.ts';
import type { Marker, Timeline } from '../core/timeline.ts';
import { probeLines } from './lines/probe-lines.ts';
import { NodeWatch } from './node-watch.ts';
import type { Observation, Observe } from './observation.ts';
import { probe } from './programs/probe.ts';
import { Recorder } from './recorder.ts';
import { type Sampler, startSampler } from './sampler.ts';
import { blankSituation, patienceFor, perceive, type Situation } from './situation.ts';
import type { DrillDeps, DrillSubject } from './types.ts';

/** All samplers of one cluster, for as long as it is drilled: what they see ends up in one situation. */
export class Session {
  readonly #subject: DrillSubject;
  readonly #deps: DrillDeps;
  readonly #nodes = new Map<string, NodeWatch>();
  #prober: { readonly name: string; readonly sampler: Sampler } | undefined;
  #situation: Situation;
  #recorder: Recorder;
  #troubles: readonly Problem[] = [];
  #wake: () => void = () => {};

  /** Starts watching every node; probing begins with `probeWhile`. */
  constructor(subject: DrillSubject, deps: DrillDeps) {
    this.#subject = subject;
    this.#deps = deps;
    this.#situation = blankSituation(
      subject.nodes.map((node) => node.name),
      subject.intervalMs,
    );
    this.#recorder = new Recorder(this.#situation, deps.clock.monotonicMs());
    const watching = { subject, clock: deps.clock, observe: this.#see, onTrouble: this.#trouble };
    for (const node of subject.nodes) this.#nodes.set(node.name, new NodeWatch({ ...watching, node }));
  }

  get situation(): Situation {
    return this.#situation;
  }

  /** Why some sampler ended early; empty while all is well. */
  get troubles(): readonly Problem[] {
    return this.#troubles;
  }

  /** Probes from the witness, or from the first node that does not hold the address. */
  async probeWhile(holder: string): Promise<void> {
    const prober = this.#subject.prober ?? this.#subject.nodes.find((node) => node.name !== holder);
    if (prober === undefined || this.#prober?.name === prober.name) return;
    await this.#prober?.sampler.stop();
    const situation = this.#situation;
    this.#situation = { ...situation, answersInRow: 0, lastAnswerMs: null };
    this.#prober = { name: prober.name, sampler: this.#probeFrom(prober.connection) };
  }

  /** Begins a new timeline with what is known now; answers count anew, so that it shows some before a failure. */
  record(): void {
    this.#situation = { ...this.#situation, marks: {}, answersInRow: 0 };
    this.#recorder = new Recorder(this.#situation, this.#deps.clock.monotonicMs());
  }

  /** Notes a moment, by default now. */
  mark(name: Marker['name'], atMs = this.#deps.clock.monotonicMs()): void {
    this.#see({ kind: 'marker', name, atMs });
  }

  /** A node's wall-clock stamp on the control machine's clock. */
  toControlMs(node: string, wallMs: number): number | undefined {
    return this.#nodes.get(node)?.machineClock.toControlMs(wallMs);
  }

  /** The watch of one node, for a drill that may cut it off. */
  watchOf(node: string): NodeWatch | undefined {
    return this.#nodes.get(node);
  }

  /** Everything since `record`. */
  timeline(): Timeline {
    const samplers: [string, Pick<Sampler, 'machineClock'>][] = [...this.#nodes];
    if (this.#prober !== undefined) samplers.push([`prober ${this.#prober.name}`, this.#prober.sampler]);
    const clocks = samplers.map(([machine, { machineClock }]) => ({
      machine,
      uncertaintyMs: machineClock.uncertaintyMs(),
    }));
    return this.#recorder.timeline(this.#prober?.name ?? '', clocks);
  }

  /** Settles with the next observation, and after `timeoutMs` at the latest. */
  changed(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends every sampler. */
  async close(): Promise<void> {
    await Promise.all([...this.#nodes.values(), this.#prober?.sampler].map((each) => each?.stop()));
  }

  readonly #see: Observe = (observation: Observation) => {
    this.#situation = perceive(this.#situation, observation);
    this.#recorder.record(observation);
    this.#wake();
  };

  readonly #trouble = (problems: readonly Problem[]) => {
    this.#troubles = [...this.#troubles, ...problems];
    this.#wake();
  };

  #probeFrom(connection: Connection): Sampler {
    const { addresses, intervalMs } = this.#subject;
    return startSampler({
      connection,
      clock: this.#deps.clock,
      label: 'probing the address',
      program: probe(addresses[0] ?? '', intervalMs),
      onTrouble: this.#trouble,
      onInterval: (allowedMs) => {
        this.#situation = { ...this.#situation, patienceMs: patienceFor(allowedMs) };
        const text = `without root this host may probe every ${allowedMs} ms only, not every ${intervalMs} ms`;
        this.#deps.onEvent?.({ type: 'notice', host: connection.host, text });
      },
      lines: (clock, note) => probeLines({ intervalMs, clock, note, observe: this.#see }),
    });
  }
}
