import * as z from 'zod';

/** Text; Tencent leaves it out, gives null or gives `""` where there is none. */
export const text = () =>
  z
    .string()
    .nullish()
    .transform((value) => value ?? '');

/** A list, which may be left out or null, too. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);

export const tags = () => listOf(z.object({ Key: z.string(), Value: text() }));

/** A condition of a query. */
export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** The filters of those conditions that are given. */
export function filters(conditions: Readonly<Record<string, string | undefined>>): Filter[] {
  return Object.entries(conditions).flatMap(([name, value]) =>
    value === undefined ? [] : [{ Name: name, Values: [value] }],
  );
}

/** The key of the tag on everything that this tool creates; its value is the token of the creation. */
export const TAG = 'havip-deploy';

/** The token in the tag; null where there is none. */
export function tokenOf(set: readonly { readonly Key: string; readonly Value: string }[]): string | null {
  return set.find(({ Key }) => Key === TAG)?.Value ?? null;
}

/** Null for what Tencent leaves empty. */
export function orNull(value: string): string | null {
  return value === '' ? null : value;
}
