export type WithoutUndefined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that are undefined. */
export function defined<T extends object>(value: T): Partial<WithoutUndefined<T>> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as Partial<WithoutUndefined<T>>;
}
