/** Machines beyond which not every order of them is tried, only those that begin with each. */
const MOST_ORDERED = 4;

/** Every order of these, the given one first. */
export function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  if (items.length > MOST_ORDERED)
    return items.map((item, index) => [item, ...items.slice(index + 1), ...items.slice(0, index)]);
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
