import type { UnitEnd } from '../context.ts';
import type { Json } from '../json.ts';

/** How a unit ended that passed, as a journal has it; undefined where it has no such thing. */
export function finishedIn(value: Json | undefined): UnitEnd | undefined {
  if (typeof value !== 'object' || value === null || !('verdict' in value)) return undefined;
  if (value.verdict !== 'passed') return undefined;
  const { changed, result } = value;
  return { verdict: 'passed', changed: changed === true, ...(result === undefined ? {} : { result }) };
}
