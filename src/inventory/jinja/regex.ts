import type { Mapping } from './values.ts';
import { TemplateFault, truthy } from './values.ts';

/** A regular expression of Python's, for all of its matches. */
export function pythonRegExp(pattern: string, { ignorecase = false, multiline = false }: Mapping): RegExp {
  const [inline = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const source = pattern
    .slice(inline.length)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll('\\A', '^')
    .replaceAll('\\Z', '$');
  const all = new Set([
    'g',
    ...flags,
    ...(truthy(ignorecase) ? ['i'] : []),
    ...(truthy(multiline) ? ['m'] : []),
  ]);
  try {
    return new RegExp(source, [...all].join(''));
  } catch {
    throw new TemplateFault('the regular expression is not valid');
  }
}

/** Replaces every match; `\1` and `\g<name>` stand for groups, as in Python. */
export function replaceAll(text: string, regex: RegExp, replacement: string): string {
  return text.replace(regex, (...match: unknown[]) => {
    const named = match.at(-1);
    const groups = typeof named === 'object' && named !== null ? (named as Mapping) : {};
    return replacement.replace(/\\(?:(\d)|g<(\w+)>|\\)/g, (whole, digit?: string, name?: string) => {
      if (digit !== undefined) return String(match[Number(digit)] ?? '');
      if (name === undefined) return whole === '\\\\' ? '\\' : whole;
      return String((/^\d+$/.test(name) ? match[Number(name)] : groups[name]) ?? '');
    });
  });
}
