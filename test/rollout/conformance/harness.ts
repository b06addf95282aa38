import type { RolloutEvent, UnitContext, UnitEnd, UnitJob, UnitWork } from '../../../src/rollout/context.ts';
import type { Engine, Run } from '../../../src/rollout/engine.ts';
import type { Caps, RolloutPlan } from '../../../src/rollout/plan.ts';

/** An engine that the suite tries. */
export interface EngineUnderTest {
  /** An engine that does this work in this process; each has its own state, and is closed by the test. */
  start(work: UnitWork, caps?: Caps): Promise<Engine>;
}

/** Work that a test decides about: what is in flight, what waits, how it ends. */
export class ScriptedWork {
  /** `begin a`, `end a`, and `again a` for a look. */
  readonly log: string[] = [];
  readonly #ends = new Map<string, Partial<UnitEnd>>();
  readonly #held = new Map<string, Promise<void>>();
  readonly #releases = new Map<string, () => void>();
  #watchers: (() => void)[] = [];

  /** How a unit ends; passed and changed otherwise. */
  endsAs(unit: string, end: Partial<UnitEnd>): void {
    this.#ends.set(unit, end);
  }

  /** A unit begins and goes no further until `release`. */
  hold(...units: readonly string[]): void {
    for (const unit of units) {
      this.#held.set(unit, new Promise((resolve) => void this.#releases.set(unit, resolve)));
    }
  }

  release(...units: readonly string[]): void {
    for (const unit of units) this.#releases.get(unit)?.();
  }

  /** Whatever a test has left. */
  releaseAll(): void {
    this.release(...this.#releases.keys());
  }

  /** Waits until the log satisfies a condition. */
  async until(holds: (log: readonly string[]) => boolean): Promise<void> {
    while (!holds(this.log)) await new Promise<void>((resolve) => void this.#watchers.push(resolve));
  }

  begun(unit: string): Promise<void> {
    return this.until((log) => log.includes(`begin ${unit}`));
  }

  /** Which of two has begun first: two of one wave that wait for the same place have no order. */
  async firstOf(one: string, other: string): Promise<readonly [first: string, second: string]> {
    await this.until((log) => log.includes(`begin ${one}`) || log.includes(`begin ${other}`));
    const isOne = !this.log.includes(`begin ${other}`);
    return isOne ? [one, other] : [other, one];
  }

  readonly work: UnitWork = async ({ unit, kind }: UnitJob, _context: UnitContext): Promise<UnitEnd> => {
    if (kind === 'again') {
      this.#note(`again ${unit}`);
      const { verdict = 'passed' } = this.#ends.get(`again ${unit}`) ?? {};
      return { verdict, changed: false };
    }
    this.#note(`begin ${unit}`);
    await this.#held.get(unit);
    this.#note(`end ${unit}`);
    return { verdict: 'passed', changed: true, ...this.#ends.get(unit) };
  };

  #note(line: string): void {
    this.log.push(line);
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const resolve of watchers) resolve();
  }
}

/** A plan from names: units of one wave stand together, `a@north` is of a group. */
export function planOf(waves: readonly string[], more: Partial<RolloutPlan> = {}): RolloutPlan {
  return {
    waves: waves.map((wave) =>
      wave.split(' ').map((word) => {
        const [name = '', group = ''] = word.split('@');
        return { name, group };
      }),
    ),
    soakMs: 0,
    maxFailures: 0,
    approve: false,
    ...more,
  };
}

/** Waits for the first event that satisfies a condition. */
export async function eventOf(run: Run, type: RolloutEvent['type'], from = 1): Promise<RolloutEvent> {
  for await (const { event } of run.events(from)) if (event.type === type) return event;
  throw new Error(`the rollout ended without ${type}`);
}

/** All events of a rollout that ends, a word each. */
export async function toldBy(run: Run): Promise<readonly string[]> {
  const told: string[] = [];
  for await (const { event } of run.events()) told.push(wordOf(event));
  return told;
}

function wordOf(event: RolloutEvent): string {
  switch (event.type) {
    case 'wave-begun':
      return `${event.wave}: ${event.units.join(' ')}`;
    case 'unit-begun':
      return `${event.kind === 'again' ? 'again' : 'begin'} ${event.unit}`;
    case 'unit-ended':
      return `${event.verdict} ${event.unit}`;
    case 'ended':
      return `ended: ${event.why}`;
    case 'waiting':
      return `waiting: ${event.name}`;
    default:
      return event.type;
  }
}
