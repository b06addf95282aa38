import type { Mapping } from './values.ts';

/** What a filter is called with beside its operand. */
export interface Arguments {
  readonly positional: readonly unknown[];
  readonly named: Mapping;
}

export type Filter = (value: unknown, args: Arguments) => unknown;
