const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `100ms`, `5s`, `2m`, `1h`; a bare number is seconds. NaN for anything else. */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text) ?? [];
  // Rounded: 0.3 s is 300 ms, not 299.99…
  return Math.round(Number(digits ?? Number.NaN) * (UNITS[unit] ?? 1) * 1000) / 1000;
}
