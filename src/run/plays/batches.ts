import type { Amount, Play } from '../../api/types.ts';

/** A number of so many things; shares are rounded up, and nothing is less than one. */
export function amountOf(amount: Amount, of: number): number {
  if (typeof amount === 'number') return Math.max(1, amount);
  // 7 % of 100 is 7, not the 7.000000000000001 that would round up to 8.
  return Math.max(1, Math.ceil(Math.round(Number(amount.slice(0, -1)) * of * 1000) / 100_000));
}

/** How many failures are too many: more than this. A share is rounded down, as it is a limit. */
export function allowedFailures({ maxFailures, anyErrorsFatal }: Play, of: number): number {
  if (anyErrorsFatal === true) return 0;
  if (maxFailures === undefined) return Number.POSITIVE_INFINITY;
  if (typeof maxFailures === 'number') return maxFailures;
  return Math.floor((Number(maxFailures.slice(0, -1)) * of) / 100);
}

/** The batches of a play, by its `serial`; all at once without it. */
export function batchesOf<T>(items: readonly T[], serial: Play['serial']): readonly (readonly T[])[] {
  if (serial === undefined) return items.length === 0 ? [] : [items];
  const amounts = typeof serial === 'object' ? serial : [serial];
  const batches: (readonly T[])[] = [];
  let at = 0;
  while (at < items.length) {
    const amount = amounts[Math.min(batches.length, amounts.length - 1)] ?? items.length;
    const size = amountOf(amount, items.length);
    batches.push(items.slice(at, at + size));
    at += size;
  }
  return batches;
}

/** In the order that a play wants. */
export function inOrder<T extends { readonly name: string }>(
  items: readonly T[],
  order: Play['order'],
  random: () => number = Math.random,
): readonly T[] {
  const byName = (a: T, b: T) => (a.name < b.name ? -1 : 1);
  switch (order) {
    case 'reverse_inventory':
      return items.toReversed();
    case 'sorted':
      return items.toSorted(byName);
    case 'reverse_sorted':
      return items.toSorted(byName).toReversed();
    case 'shuffle':
      return items
        .map((item) => ({ item, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item);
    default:
      return items;
  }
}
