/** In the unit of what was measured; each is a value that was measured. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

/** By nearest rank; null where nothing was measured. */
export function quantiles(values: readonly (number | null)[]): Quantiles | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [p50, p95, worst] = [at(0.5), at(0.95), at(1)];
  return p50 === undefined || p95 === undefined || worst === undefined ? null : { p50, p95, worst };
}
