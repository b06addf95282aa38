import type { Marker, Timeline } from '../../../core/events/timeline.ts';
import type { Problem } from '../../../core/problem.ts';
import { serviceIntervalMs } from '../programs/service-probe.ts';
import type { DrillDeps, DrillSubject } from '../types.ts';
import { BindingWatch } from './binding-watch.ts';
import { NodeWatch } from './node-watch.ts';
import type { Observation, Observe } from './observation.ts';
import { plausible } from './plausible.ts';
import { Probing } from './probing.ts';
import { Recorder } from './recorder.ts';
import { isStranger, strangerProblem } from './sampler-problems.ts';
import {
  type Answers,
  blankSituation,
  type NodeSituation,
  noAnswers,
  nobodyLate,
  patienceFor,
  perceive,
  type Situation,
} from './situation.ts';

/** Milliseconds; where a short wait takes longer, this machine stood still, and what was said meanwhile is yet to be heard. */
export const LONGEST_TICK_MS = 500;

/** Between two looks at whether all have begun. */
const HEARD_TICK_MS = 50;

/** All samplers of one cluster, for as long as it is drilled: what they see ends up in one situation. */
export class Session {
  readonly #subject: DrillSubject;
  readonly #deps: DrillDeps;
  readonly #nodes = new Map<string, NodeWatch>();
  readonly #probing: Probing;
  readonly #binding: BindingWatch | undefined;
  #situation: Situation;
  #recorder: Recorder;
  /** Between two probes of the address; longer than asked for where the prober may not probe so often. */
  #intervalMs: number;
  #troubles: readonly Problem[] = [];
  #wake: () => void = () => {};

  /** Starts watching every node; probing begins with `probeWhile`. */
  constructor(subject: DrillSubject, deps: DrillDeps) {
    this.#subject = subject;
    this.#deps = deps;
    this.#intervalMs = subject.intervalMs;
    this.#situation = blankSituation(
      subject.nodes.map((node) => node.name),
      subject.intervalMs,
    );
    this.#recorder = new Recorder(this.#situation, deps.clock.monotonicMs());
    const observe = plausible(this.#see, deps.clock, subject.intervalMs);
    const watching = { subject, clock: deps.clock, observe, onTrouble: this.#trouble };
    for (const node of subject.nodes) this.#nodes.set(node.name, new NodeWatch({ ...watching, node }));
    this.#probing = new Probing({ ...watching, deps, onInterval: this.#probedLessOften });
    this.#binding =
      subject.binding && new BindingWatch(subject.binding, { ...watching, onTrouble: this.#cloudIsSilent });
  }

  get situation(): Situation {
    return this.#situation;
  }

  /** Who probes the address; empty before anybody does. */
  get prober(): string {
    return this.#probing.prober;
  }

  /** Why some sampler ended early; empty while all is well. */
  get troubles(): readonly Problem[] {
    return this.#troubles;
  }

  /** Probes from the witness, or from the first node that does not hold the address. */
  async probeWhile(holder: string): Promise<void> {
    if (!(await this.#probing.from(holder))) return;
    const { service, publicProbe, intervalMs } = this.#subject;
    const { askedMs: _, ...before } = this.#situation;
    this.#situation = {
      ...before,
      answersInRow: 0,
      lastAnswerMs: null,
      ...(service && { service: noAnswers(serviceIntervalMs(service, intervalMs)) }),
      ...(publicProbe && { public: before.public ?? noAnswers(intervalMs) }),
    };
  }

  /** Whether all programs that watch and probe have said something: a machine may take long to begin anything. */
  get isHeard(): boolean {
    const isSeen = ({ daemon, holds }: NodeSituation) => daemon !== undefined && holds !== undefined;
    const hasBegun = this.#probing.prober === '' || this.#probing.heardMs() !== undefined;
    return hasBegun && Object.values(this.#situation.nodes).every(isSeen);
  }

  /** Waits until `isHeard`, for so many milliseconds at most; not where something speaks against going on. */
  async heard(withinMs: number): Promise<void> {
    const { clock, signal } = this.#deps;
    const untilMs = clock.monotonicMs() + withinMs;
    const isOver = () => this.isHeard || this.#troubles.length > 0 || signal?.aborted === true;
    while (!isOver() && clock.monotonicMs() < untilMs) await this.changed(HEARD_TICK_MS);
  }

  /** Begins a new timeline with what is known now; answers count anew, so that it shows some before a failure. */
  record(): void {
    const { service, public: open } = this.#situation;
    const nowMs = this.#deps.clock.monotonicMs();
    const asOfNow = ({ askedMs = nowMs }: Answers) => ({ askedMs, stillMs: 0 });
    this.#situation = {
      ...nobodyLate(this.#situation),
      ...asOfNow(this.#situation),
      marks: {},
      answersInRow: 0,
      ...(service && { service: { ...service, ...asOfNow(service), answersInRow: 0 } }),
      ...(open && { public: { ...open, ...asOfNow(open) } }),
    };
    this.#recorder = new Recorder(this.#situation, nowMs);
  }

  /** Notes a moment, by default now. */
  mark(name: Marker['name'], atMs = this.#deps.clock.monotonicMs()): void {
    this.#see({ kind: 'marker', name, atMs });
  }

  /** A node's wall-clock stamp, heard just now, on the control machine's clock. */
  toControlMs(node: string, wallMs: number): number | undefined {
    return this.#nodes.get(node)?.machineClock.toControlMs(wallMs, this.#deps.clock.monotonicMs());
  }

  /** The watch of one node, for a drill that may cut it off. */
  watchOf(node: string): NodeWatch | undefined {
    return this.#nodes.get(node);
  }

  /** Everything since `record`. */
  timeline(): Timeline {
    const clocks = [...this.#nodes, ...this.#probing.clocks()].map(([machine, { machineClock }]) => ({
      machine,
      uncertaintyMs: machineClock.uncertaintyMs(),
    }));
    return this.#recorder.timeline({
      prober: this.#probing.prober,
      intervalMs: this.#intervalMs,
      clocks,
    });
  }

  /** Settles with the next observation, and after `timeoutMs` at the latest; gives the time that passed. */
  async changed(timeoutMs: number): Promise<number> {
    const { clock } = this.#deps;
    const beganMs = clock.monotonicMs();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return clock.monotonicMs() - beganMs;
  }

  /** Ends every sampler. */
  async close(): Promise<void> {
    const running = [...this.#nodes.values(), this.#probing, this.#binding];
    await Promise.all(running.map((each) => each?.stop()));
  }

  readonly #see: Observe = (observation: Observation) => {
    this.#situation = perceive(this.#situation, observation);
    this.#recorder.record(observation);
    if (observation.kind === 'card') this.#judgeCard(observation.mac);
    this.#wake();
  };

  /** Another machine has the address, too: whatever is measured then is not measured of this cluster. */
  #judgeCard(mac: string): void {
    const { cards, addresses } = this.#subject;
    if (cards === undefined || cards.includes(mac) || this.#troubles.some(isStranger)) return;
    this.#trouble([strangerProblem(mac, addresses[0] ?? '', this.#probing.prober)]);
  }

  readonly #trouble = (problems: readonly Problem[]) => {
    this.#troubles = [...this.#troubles, ...problems];
    this.#wake();
  };

  readonly #probedLessOften = (allowedMs: number) => {
    this.#intervalMs = allowedMs;
    this.#situation = { ...this.#situation, patienceMs: patienceFor(allowedMs) };
    const text = `without root this host may probe every ${allowedMs} ms only, not every ${this.#subject.intervalMs} ms`;
    this.#deps.onEvent?.({ type: 'notice', host: this.#probing.prober, text });
  };

  readonly #cloudIsSilent = ([problem]: readonly Problem[]) => {
    const text = `${this.#subject.cluster}: the cloud does not say where it sends the address: ${problem?.summary ?? ''}`;
    this.#deps.onEvent?.({ type: 'notice', text });
  };
}
