import { isMapping } from '../jinja/values.ts';

/** One entry of `keyed_groups`: a group for each value of an expression. */
export interface KeyedGroup {
  readonly key: string;
  readonly prefix: string;
  readonly separator: string;
  /** A template. */
  readonly parent: string | undefined;
  /** Stands for an empty value. */
  readonly defaultValue: string | undefined;
  /** False: an empty value leaves its separator out, too. */
  readonly trailingSeparator: boolean;
}

/**
 * The names of groups that one value gives; undefined for a value that names none, as a number.
 * @param leadingSeparator whether a separator stands before a name that has no prefix
 */
export function groupNames(
  value: unknown,
  keyed: KeyedGroup,
  leadingSeparator: boolean,
): readonly string[] | undefined {
  const { separator, prefix, defaultValue, trailingSeparator } = keyed;
  const named = (text: unknown): string =>
    text === '' && defaultValue !== undefined ? defaultValue : `${text}`;
  const pair = ([name, each]: readonly [string, unknown]): string =>
    each === '' && defaultValue === undefined && !trailingSeparator
      ? name
      : `${name}${separator}${named(each)}`;
  const between = prefix === '' && !leadingSeparator ? '' : separator;
  const whole = (bare: string): string => safeGroupName(`${prefix}${between}${bare}`);
  if (typeof value === 'string') return [whole(named(value))];
  if (Array.isArray(value)) return value.map((each) => whole(named(each)));
  return isMapping(value) ? Object.entries(value).map((entry) => whole(pair(entry))) : undefined;
}

/** As Ansible makes a name of any text: a digit at the start, and all but letters, digits and `_`, become `_`. */
export function safeGroupName(name: string): string {
  return name.replaceAll(/^[\p{Nd}]|[^\p{L}\p{N}_]/gu, '_');
}
