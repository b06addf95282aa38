import { describe, expect, it } from 'vitest';
import { nodeLines } from '../../../src/havip/drills/lines/node-lines.ts';
import { probeLines } from '../../../src/havip/drills/lines/probe-lines.ts';
import { serviceLines } from '../../../src/havip/drills/lines/service-lines.ts';
import { MachineClock } from '../../../src/havip/drills/watch/machine-clock.ts';
import type { Observation } from '../../../src/havip/drills/watch/observation.ts';
import { plausible } from '../../../src/havip/drills/watch/plausible.ts';

const WALL_S = 1_795_368_293;
const UPTIME_S = 70_000;
/** The clock is set between two heartbeats, which come every half a second. */
const SET_AT_S = 0.62;

/** By how many seconds somebody sets a machine's clock; back by less than a heartbeat cannot be told from late. */
const STEPS = [3600, -3600, 300, -300, 30, -30, 3, -3, 1, -1, 0.4] as const;

/** A machine that tells what it sees at the moment that it sees it, while its clock is set by so much. */
class Machine {
  readonly seen: Observation[] = [];
  readonly clock = new MachineClock(0);
  readonly observe: (seen: Observation) => void;
  #nowMs = 0;
  readonly #stepS: number;

  constructor(stepS: number) {
    this.#stepS = stepS;
    const watch = { monotonicMs: () => this.#nowMs, wall: () => new Date(0) };
    this.observe = plausible((seen) => this.seen.push(seen), watch, 100);
  }

  /** What its clock says at this moment. */
  at(afterS: number): number {
    return WALL_S + afterS + (afterS >= SET_AT_S ? this.#stepS : 0);
  }

  stamp(afterS: number): string {
    return this.at(afterS).toFixed(6);
  }

  iso(afterS: number): string {
    return new Date(this.at(afterS) * 1000).toISOString().replace('Z', '000');
  }

  /** Milliseconds of the control machine's clock when what was said at that moment has come. */
  arrival(afterS: number): number {
    this.#nowMs = Math.round(afterS * 1000) + 1;
    return this.#nowMs;
  }

  beat(afterS: number, rest = ''): string {
    return `T ${this.stamp(afterS)} ${(UPTIME_S + afterS).toFixed(2)}${rest}`;
  }
}

const NOTHING = () => {};
const tenths = Array.from({ length: 20 }, (_, tenth) => tenth / 10);
const isBeat = (afterS: number) => Math.round(afterS * 10) % 5 === 0;
const near = (afterS: number) => expect.closeTo(afterS * 1000 + 1, 0);

describe.each(STEPS)('a clock that is set by %d s in the middle', (stepS) => {
  it('loses no answer to a ping, and makes no gap', () => {
    const machine = new Machine(stepS);
    const { clock, observe } = machine;
    const hear = probeLines({ series: 'address', intervalMs: 100, clock, observe, note: NOTHING });
    for (const [sequence, afterS] of tenths.entries()) {
      const atMs = machine.arrival(afterS);
      if (isBeat(afterS)) hear(machine.beat(afterS), atMs);
      hear(`[${machine.stamp(afterS)}] 64 bytes from 10.0.0.1: icmp_seq=${sequence} ttl=64 time=1 ms`, atMs);
    }
    expect(machine.seen.map((seen) => 'atMs' in seen && seen.atMs)).toEqual(tenths.map(near));
  });

  it('dates what a service did', () => {
    const machine = new Machine(stepS);
    const { clock, observe } = machine;
    const hear = serviceLines({ series: 'service', clock, observe, note: NOTHING });
    for (const [number, afterS] of tenths.entries()) {
      const atMs = machine.arrival(afterS);
      if (isBeat(afterS)) hear(machine.beat(afterS), atMs);
      hear(`A ${number} ${machine.stamp(afterS)} ${machine.stamp(afterS - 0.05)}`, atMs);
    }
    expect(machine.seen.map((seen) => 'atMs' in seen && seen.atMs)).toEqual(tenths.map(near));
    const took = machine.seen.map((seen) => ('rttMs' in seen ? seen.rttMs : -1));
    expect(took.every((rttMs) => rttMs >= 0 && rttMs <= 3000)).toBe(true);
  });

  it('hides no change of who holds the address, not even to looks alone', () => {
    const machine = new Machine(stepS);
    const { clock, observe } = machine;
    const hear = nodeLines({
      node: 'A',
      addresses: ['10.0.0.1'],
      clock,
      observe,
      note: NOTHING,
    });
    const event = (afterS: number, what: string) =>
      hear(`[${machine.iso(afterS)}] ${what}2: eth0    inet 10.0.0.1/32`, machine.arrival(afterS));
    const beat = (afterS: number, held: string) =>
      hear(machine.beat(afterS, ` up:7 ${held}`), machine.arrival(afterS));
    beat(0, '10.0.0.1');
    beat(0.5, '10.0.0.1');
    event(0.7, 'Deleted ');
    beat(1, '');
    event(1.2, '');
    beat(1.5, '10.0.0.1');
    // Gone, and no event says so.
    beat(2.5, '');
    beat(3.5, '');
    expect(
      machine.seen.flatMap((seen) => (seen.kind === 'holding' ? [[seen.value, seen.atMs]] : [])),
    ).toEqual([
      [true, near(0)],
      [false, near(0.7)],
      [true, near(1.2)],
      [false, near(2.5)],
    ]);
  });
});
