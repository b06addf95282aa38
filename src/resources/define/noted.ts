import { noteMade } from '../../core/taking.ts';
import type { Step } from '../step.ts';

/** A step that a playbook has made, which does nothing before it is yielded. */
export function noted<S extends Step>(step: S): S {
  if (step.meta?.made !== undefined) noteMade(`"${step.name}"`, step.meta.made);
  return step;
}
