import type { Rule } from '../rule.ts';
import { RULES } from '../rules.ts';

/** The rule with an id (in any case) or a name, such as `KA062` or `auth-weak`. */
export function findRule(idOrName: string): Rule | undefined {
  const id = idOrName.toUpperCase();
  return RULES.find((rule) => rule.id === id || rule.name === idOrName);
}
