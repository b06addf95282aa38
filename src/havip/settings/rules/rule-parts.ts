import { enumerate } from '../../../inventory/wording.ts';
import type { HavipFinding } from '../havip-parse.ts';
import type { ParsedHavip } from '../havip-schema.ts';

/** What is wrong between the settings of one cluster. */
export type Rule = (settings: ParsedHavip) => readonly HavipFinding[];

/** About the value at a dotted path; empty for `havip` itself. */
export function finding(
  path: string,
  name: string,
  summary: string,
  fix: string,
  detail?: string,
): HavipFinding {
  return {
    path: path === '' ? [] : path.split('.'),
    name,
    summary,
    fix,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Exactly one of some keys of the mapping at `path`. */
export function exactlyOne(path: string, value: object | undefined, keys: readonly string[]): HavipFinding[] {
  if (value === undefined) return [];
  const found = keys.filter((key) => Reflect.get(value, key) !== undefined);
  if (found.length === 1) return [];
  const where = path === '' ? 'havip' : `havip.${path.replaceAll(/\.(\d+)/g, '[$1]')}`;
  return [
    found.length === 0
      ? finding(
          path,
          'missing-key',
          `${where} needs one of ${enumerate(keys)}`,
          `Add ${enumerate(keys, 'or')}.`,
        )
      : finding(
          `${path}${path === '' ? '' : '.'}${found[1]}`,
          'contradiction',
          `${where} has both ${enumerate(found)}`,
          'Keep one of them.',
        ),
  ];
}
