import type { ClusterResult, Succession, Watched } from '../../core/events/document.ts';

/** Who may take the address over, and on what; nothing where that was not worked out. */
export function successionLines({ succession, holders }: ClusterResult): readonly string[] {
  if (succession === undefined) return [];
  const { watched } = succession;
  const faults = watched.filter(({ weight }) => weight === 0).map(nameOf);
  return [
    orderLine(succession, holders),
    ...alongLine(succession),
    ...(faults.length === 0 ? [] : [`given up where it fails: ${faults.join(', ')}`]),
    ...watched.filter(({ weight }) => weight !== 0).map((each) => weightLine(each, succession)),
  ];
}

function orderLine({ order, preempt, preemptDelaySeconds }: Succession, holders: readonly string[]): string {
  const words = ({ host, priority }: Succession['order'][number]) => `${host} (${priority})`;
  const [holder] = holders.length === 1 ? order.filter(({ host }) => holders.includes(host)) : [];
  const [first] = order;
  const well =
    preemptDelaySeconds === undefined ? 'once it is well' : `${preemptDelaySeconds} s after it is well`;
  const after = preempt ? `${first?.host} takes it back ${well}` : 'who has it keeps it (no preempt)';
  if (holder === undefined) return `by priority: ${order.map(words).join(', ')}; ${after}`;
  const others = order.filter((each) => each !== holder).map(words);
  return `may take over from ${words(holder)}: ${others.join(', then ')}; ${after}`;
}

function alongLine({ movesWith = [] }: Succession): readonly string[] {
  return movesWith.length === 0 ? [] : [`moves together with ${movesWith.join(' and ')} (sync group)`];
}

function weightLine(
  { what, name, weight, priority, above }: Watched,
  { order: [first] }: Succession,
): string {
  const of = nameOf({ what, name });
  if (priority === undefined || first === undefined)
    return `${of} changes the priority by ${weight} times the number in it`;
  const taken = above == null ? 'and is still the highest' : `and ${above} takes the address`;
  return `where ${of} fails on ${first.host}, it falls from ${first.priority} to ${priority}, ${taken}`;
}

function nameOf({ what, name }: Pick<Watched, 'what' | 'name'>): string {
  return `${what} ${name}`;
}
