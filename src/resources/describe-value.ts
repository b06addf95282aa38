/** What a value is, for people who wrote it where something else should stand. */
export function describeValue(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (isGenerator(value)) return 'a generator';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? 'a text' : String(value);
}

/** Whether a value is what calling a `function*` gives. */
export function isGenerator(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Generator]';
}
