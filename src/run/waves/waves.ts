import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { MaintenanceWindow } from '../../rollout/windows/window.ts';

/** How many units have been begun when a wave is over: a count, or a share of all. */
export type WaveTotal = { readonly units: number } | { readonly percent: number };

/** A rollout in waves. */
export interface WavePlan {
  /** Growing; the last one is all units. */
  readonly totals: readonly WaveTotal[];
  /** Between two waves, in milliseconds. */
  readonly soakMs: number;
  /** How many units may fail before no new wave begins. */
  readonly maxFailures: number;
  /** Ask a person before each wave. */
  readonly pause: boolean;
  /** Units begin while one of these is open; without any, at all times. */
  readonly windows?: readonly MaintenanceWindow[];
}

/**
 * Reads `1,10%,100%`. Each part is the total of units begun by the end of its wave, so parts of one kind
 * grow. That the last one reaches all units is known only with their number: `waveSizes` tells.
 */
export function parseWaves(text: string): Outcome<readonly WaveTotal[]> {
  const words = text.split(',').map((word) => word.trim());
  const totals = words.map(parseTotal);
  const wrong = words.filter((_word, index) => totals[index] === undefined);
  if (wrong.length > 0) {
    const shown = wrong.map((word) => `"${word}"`).join(', ');
    return failure(badWaves(`${shown}: neither a number above 0 nor a percentage up to 100%.`));
  }
  const known = totals.filter((total) => total !== undefined);
  const shrinking = known.findIndex((total, index) => isSmaller(total, known[index - 1]));
  if (shrinking > 0) {
    return failure(
      badWaves(
        `${words[shrinking]} after ${words[shrinking - 1]}: each part is a total that includes the waves before it.`,
      ),
    );
  }
  return success(known);
}

/**
 * How many units each wave begins, percentages rounded up. A wave that adds none to a small fleet is left
 * out; totals that do not reach all units are refused, because the rest would silently stay as it is.
 */
export function waveSizes(totals: readonly WaveTotal[], units: number): Outcome<readonly number[]> {
  let begun = 0;
  const sizes: number[] = [];
  for (const total of totals) {
    const reached = Math.min(units, 'units' in total ? total.units : share(total.percent, units));
    if (reached > begun) sizes.push(reached - begun);
    begun = Math.max(begun, reached);
  }
  if (begun >= units) return success(sizes);
  return failure(badWaves(`They reach ${begun} of ${units} units.`));
}

/** The waves themselves, in order. */
export function splitWaves<T>(items: readonly T[], sizes: readonly number[]): readonly (readonly T[])[] {
  let at = 0;
  return sizes.map((size) => {
    at += size;
    return items.slice(at - size, at);
  });
}

function share(percent: number, units: number): number {
  // 7 % of 100 is 7, not the 7.000000000000001 that would round up to 8.
  return Math.ceil(Math.round(percent * units * 1000) / 100_000);
}

function parseTotal(word: string): WaveTotal | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(%?)$/.exec(word) ?? [];
  const value = Number(digits);
  if (!(value > 0)) return undefined;
  if (unit === '%') return value <= 100 ? { percent: value } : undefined;
  return Number.isSafeInteger(value) ? { units: value } : undefined;
}

function isSmaller(total: WaveTotal, before: WaveTotal | undefined): boolean {
  if (before === undefined) return false;
  if ('units' in total) return 'units' in before && total.units <= before.units;
  return 'percent' in before && total.percent <= before.percent;
}

function badWaves(detail: string): Problem {
  return {
    code: 'usage.bad-waves',
    summary: '--waves is no growing list of units',
    detail,
    fix: 'Give totals that end with all: --waves 1,10%,100% begins with one, goes on until a tenth, then the rest.',
  };
}
