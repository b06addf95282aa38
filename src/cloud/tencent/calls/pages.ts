import { failure, type Outcome, success } from '../../../core/outcome.ts';

/** The most that one answer holds. */
const PAGE = 100;
/** Nobody has so many; an endpoint that never ends is broken. */
const MOST_PAGES = 100;

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** All items of a list that is answered in pages. */
export async function allPages<T>(
  read: (range: { readonly Offset: number; readonly Limit: number }) => Promise<Outcome<Page<T>>>,
): Promise<Outcome<readonly T[]>> {
  const found: T[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read({ Offset: found.length, Limit: PAGE });
    if (!page.ok) return page;
    found.push(...page.value.items);
    if (page.value.items.length === 0 || found.length >= page.value.total) return success(found);
  }
  return failure({
    code: 'cloud.malformed-answer',
    summary: 'A list of the cloud has no end',
    detail: `It was left after ${found.length} entries.`,
    fix: 'Check cloud.endpoint; if it is right, ask the support of Tencent Cloud.',
  });
}
