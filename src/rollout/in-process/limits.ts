import pLimit from 'p-limit';
import type { Caps } from '../plan.ts';

/** Does work when there is room for it. */
export type Limited = <T>(group: string, work: () => Promise<T>) => Promise<T>;

/** Room by group and in all; work begins at once where nothing is limited. */
export function limitsOf({ perGroup, inAll }: Caps): Limited {
  const groups = new Map<string, ReturnType<typeof pLimit>>();
  const total = inAll === undefined ? undefined : pLimit(inAll);
  const inTotal = <T>(work: () => Promise<T>) => (total === undefined ? work() : total(work));
  return (group, work) => {
    if (perGroup === undefined) return inTotal(work);
    const limit = groups.get(group) ?? pLimit(perGroup);
    groups.set(group, limit);
    return limit(() => inTotal(work));
  };
}
