import { noteMade } from '../../core/user-code/taking.ts';
import type { Step } from '../steps/step.ts';

/** A step that a playbook has made, which does nothing before it is yielded. */
export function noted<S extends Step>(step: S): S {
  if (step.meta?.made !== undefined) noteMade(`"${step.name}"`, step.meta.made);
  return step;
}
