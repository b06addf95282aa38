import type { Clock } from '../../../core/clock.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import { areaOf, type Problem } from '../../../core/problem.ts';
import { nodeLines } from '../lines/node-lines.ts';
import { nodeSampler } from '../programs/node-sampler.ts';
import type { DrillNode, DrillSubject } from '../types.ts';
import type { Observe } from './observation.ts';
import { type Sampler, startSampler } from './sampler.ts';

/** Between two attempts to reach a machine that is away. */
const RETRY_MS = 500;

interface NodeWatchOptions {
  readonly node: DrillNode;
  readonly subject: DrillSubject;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly onTrouble: (problems: readonly Problem[]) => void;
}

/** Watches one node, over a new connection where the old one was cut on purpose. */
export class NodeWatch {
  readonly #options: NodeWatchOptions;
  #sampler: Sampler;
  #lossExpectedUntilMs = Number.NEGATIVE_INFINITY;
  #reaching: Promise<Outcome<void>> | undefined;
  #stopped = false;

  constructor(options: NodeWatchOptions) {
    this.#options = options;
    this.#sampler = this.#start();
  }

  /** The node's clock, as far as the present connection knows it. */
  get machineClock(): Sampler['machineClock'] {
    return this.#sampler.machineClock;
  }

  /** For so many milliseconds a lost connection is part of the drill, and made anew. */
  expectLoss(forMs: number): void {
    this.#lossExpectedUntilMs = this.#options.clock.monotonicMs() + forMs;
  }

  /** From now on a lost connection is trouble again. */
  expectNoLoss(): void {
    this.#lossExpectedUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** Opens the connection anew, for as long as a loss is expected, once in any case; then watches again. */
  reach(): Promise<Outcome<void>> {
    if (this.#reaching !== undefined) return this.#reaching;
    const { node, clock, observe } = this.#options;
    // Until it is watched again nothing is known of it.
    observe({ kind: 'lost', node: node.name, atMs: clock.monotonicMs() });
    this.#reaching = this.#reach().finally(() => {
      this.#reaching = undefined;
    });
    return this.#reaching;
  }

  /** Ends the watching. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#sampler.stop();
  }

  async #reach(): Promise<Outcome<void>> {
    const { node, clock } = this.#options;
    for (;;) {
      const renewed = (await node.connection.renew?.()) ?? failure();
      if (renewed.ok) break;
      if (this.#stopped || clock.monotonicMs() >= this.#lossExpectedUntilMs) return renewed;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    await this.#sampler.stop();
    if (!this.#stopped) this.#sampler = this.#start();
    return success(undefined);
  }

  async #lost(problems: readonly Problem[]): Promise<void> {
    const { node, clock, onTrouble } = this.#options;
    const expected = clock.monotonicMs() < this.#lossExpectedUntilMs && problems.every(isLoss);
    if (!expected || node.connection.renew === undefined) return onTrouble(problems);
    const reached = await this.reach();
    if (!reached.ok && !this.#stopped) onTrouble([...problems, ...reached.problems]);
  }

  #start(): Sampler {
    const { node, subject, clock, observe } = this.#options;
    const { addresses, stateFile } = subject;
    return startSampler({
      connection: node.connection,
      clock,
      label: 'watching the address',
      program: nodeSampler({ addresses, stateFile }),
      onTrouble: (problems) => void this.#lost(problems),
      lines: (machineClock, note) =>
        nodeLines({
          node: node.name,
          addresses,
          clock: machineClock,
          note,
          observe,
        }),
    });
  }
}

/** A machine that goes down ends the sampler first, or the connection. */
function isLoss(problem: Problem): boolean {
  return areaOf(problem) === 'connection' || problem.code === 'verify.sampler-ended';
}
