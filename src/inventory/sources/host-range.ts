const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** More than any network has; a slip such as `[1:9999999999]` must not eat the memory. */
const MOST = 100_000;

/** Names, or why the range is none. */
export type Expansion = { readonly names: readonly string[] } | { readonly error: string };

/** Expands `web[01:10]`, `[a:f]`, `[01:50:2]`, several in one name too, both ends included. */
export function expandHostRange(pattern: string): Expansion {
  const match = /^([^[]*)\[([^\]]*)\](.*)$/.exec(pattern);
  if (match === null)
    return pattern.includes('[') ? { error: 'the bracket is not closed' } : { names: [pattern] };
  const [, head = '', range = '', tail = ''] = match;
  const parts = rangeParts(range);
  if ('error' in parts) return parts;
  const rest = expandHostRange(tail);
  if ('error' in rest) return rest;
  if (parts.names.length * rest.names.length > MOST) return { error: `it names more than ${MOST} hosts` };
  return { names: parts.names.flatMap((part) => rest.names.map((end) => `${head}${part}${end}`)) };
}

function rangeParts(range: string): Expansion {
  const [begin = '', end, stepText = '1', ...more] = range.split(':');
  if (end === undefined || more.length > 0) return { error: 'a range is [begin:end] or [begin:end:step]' };
  if (end === '') return { error: 'the range has no end' };
  const step = Number(stepText);
  if (!Number.isInteger(step) || step < 1)
    return { error: `the step "${stepText}" is no whole number above 0` };
  return /^[A-Za-z]$/.test(begin) && /^[A-Za-z]$/.test(end)
    ? letters(begin, end, step)
    : numbers(begin === '' ? '0' : begin, end, step);
}

function letters(begin: string, end: string, step: number): Expansion {
  const [from, to] = [LETTERS.indexOf(begin), LETTERS.indexOf(end)];
  if (from > to) return { error: `it begins (${begin}) after its end (${end})` };
  return { names: [...LETTERS.slice(from, to + 1)].filter((_, index) => index % step === 0) };
}

function numbers(begin: string, end: string, step: number): Expansion {
  if (!/^\d+$/.test(begin) || !/^\d+$/.test(end))
    return { error: `"${begin}:${end}" are neither numbers nor letters` };
  const width = begin.startsWith('0') && begin.length > 1 ? begin.length : 0;
  if (width > 0 && end.length !== width) {
    return { error: `with leading zeros both ends need as many digits: "${begin}" and "${end}"` };
  }
  const [from, to] = [Number(begin), Number(end)];
  if (from > to) return { error: `it begins (${begin}) after its end (${end})` };
  const count = Math.floor((to - from) / step) + 1;
  if (count > MOST) return { error: `it names more than ${MOST} hosts` };
  return {
    names: Array.from({ length: count }, (_, index) => String(from + index * step).padStart(width, '0')),
  };
}
