import { done, type Refused, type Reply, refused } from './reply.ts';

/** How one filter reads its values from an item: the item fits where it has one of the values asked for. */
export type FilterTable<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

interface Query {
  readonly Filters?: readonly { readonly Name: string; readonly Values: readonly string[] }[] | undefined;
  readonly Offset?: number | string | undefined;
  readonly Limit?: number | string | undefined;
}

interface Listing<T> {
  readonly items: readonly T[];
  readonly ids: readonly string[] | undefined;
  readonly idOf: (item: T) => string;
  readonly filters: FilterTable<T>;
  /** The name of the list in the answer. */
  readonly name: string;
  readonly codes?: { readonly both: string; readonly unknownFilter: string };
}

const VPC_CODES = { both: 'InvalidParameter.Coexist', unknownFilter: 'InvalidParameter.FilterInvalidKey' };

/** A page of what ids or filters ask for; both at once is an error. Filters are ANDed, values of one ORed. */
export function list<T>(query: Query, listing: Listing<T>): Reply {
  const { ids, idOf, codes = VPC_CODES } = listing;
  if (ids !== undefined && query.Filters !== undefined)
    return refused(codes.both, 'Ids and `Filters` cannot be specified at the same time.');
  const filtered = applyFilters(query, listing, codes.unknownFilter);
  if (!filtered.ok) return filtered;
  const found =
    ids === undefined ? filtered.items : filtered.items.filter((item) => ids.includes(idOf(item)));
  const offset = Number(query.Offset ?? 0);
  const page = found.slice(offset, offset + Number(query.Limit ?? 20));
  return done({ TotalCount: found.length, [listing.name]: page });
}

function applyFilters<T>(
  { Filters = [] }: Query,
  { items, filters }: Listing<T>,
  unknownFilter: string,
): { readonly ok: true; readonly items: readonly T[] } | Refused {
  let left = items;
  for (const { Name, Values } of Filters) {
    const valuesOf = Name.startsWith('tag:') ? tagValues<T>(Name.slice(4)) : filters[Name];
    if (valuesOf === undefined) return refused(unknownFilter, `The filter \`${Name}\` is not supported.`);
    left = left.filter((item) => valuesOf(item).some((value) => Values.includes(value)));
  }
  return { ok: true, items: left };
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

function tagValues<T>(key: string): (item: T) => readonly string[] {
  return (item) => {
    // Machines have them under another name than addresses.
    const { TagSet, Tags } = item as Readonly<Partial<Record<'TagSet' | 'Tags', readonly Tag[]>>>;
    const tags = TagSet ?? Tags ?? [];
    return tags.filter((tag) => tag.Key === key).map((tag) => tag.Value);
  };
}
