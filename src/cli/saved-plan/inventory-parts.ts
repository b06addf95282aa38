import { createHash } from 'node:crypto';
import { Secret } from '../../core/secret.ts';
import { canonical } from '../../run/saved-plan/canonical.ts';
import { digestOf } from './digest.ts';

/** What an inventory says of hosts and clusters. */
export interface InventoryContent {
  readonly hosts: readonly ({ readonly name: string } & HostContent)[];
  readonly clusters: readonly ({ readonly name: string } & ClusterContent)[];
}

interface HostContent {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly groups: readonly string[];
  readonly target: unknown;
}

interface ClusterContent {
  readonly havip: object;
  readonly members: readonly (readonly unknown[])[];
  readonly witness: unknown;
}

/** Of each host, or cluster, a digest of each thing that the inventory says of it. */
export type InventoryParts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Hex digits: enough to tell that something differs, and no more of what it was. */
const DIGITS = 16;

/** Of many, so many are told. */
const TOLD = 10;

/**
 * Digests by which can be told what differs. One of a secret is as slow as that of the whole, and each secret is
 * digested once however many hosts have it; any other value may be read by whoever may read a plan.
 */
export async function inventoryParts(
  { hosts, clusters }: InventoryContent,
  salt: string,
): Promise<InventoryParts> {
  const known = new Map<string, Promise<string>>();
  const digest = (value: unknown): string | Promise<string> => {
    const text = canonical(value);
    if (!holdsSecret(value)) return createHash('sha256').update(salt).update(text).digest('hex');
    const slow = known.get(text) ?? digestOf(value, salt);
    known.set(text, slow);
    return slow;
  };
  const parts = async (said: object) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(said).map(async ([name, value]) => [name, (await digest(value)).slice(0, DIGITS)]),
      ),
    );
  const inClusters = new Set(clusters.flatMap(({ members }) => members.map(([name]) => name)));
  const entries = [
    ...clusters.map(async ({ name, havip, members, witness }) => {
      const settings = Object.entries(havip).map(([key, value]) => [`havip.${key}`, value]);
      const said = { ...Object.fromEntries(settings), members, witness };
      return [`cluster ${name}`, await parts(said)] as const;
    }),
    ...hosts.map(async ({ name, vars: { havip, ...own }, groups, target }) => {
      // A cluster's settings are told once, and not for each of its hosts.
      const vars = inClusters.has(name) ? own : { ...own, havip };
      return [name, await parts({ ...vars, [GROUPS]: groups, [CONNECTION]: target })] as const;
    }),
  ];
  return Object.fromEntries(await Promise.all(entries));
}

const GROUPS = 'its groups';
const CONNECTION = 'how it is reached';

function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret) return true;
  if (value instanceof Map) return [...value.values()].some(holdsSecret);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsSecret);
}

/** What differs, one sentence for each host or cluster: `web01-a: ansible_port, how it is reached.` */
export function differingParts(before: InventoryParts, now: InventoryParts): string {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const told = [...names].flatMap((name) => {
    const words = wordsFor(before[name], now[name]);
    return words === '' ? [] : [`${name}: ${words}.`];
  });
  const more = told.length - TOLD;
  return [...told.slice(0, TOLD), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}

type Parts = InventoryParts[string];

function wordsFor(before: Parts | undefined, now: Parts | undefined): string {
  if (before === undefined) return 'was not among them';
  if (now === undefined) return 'is not among them any more';
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const differing = names.filter((name) => before[name] !== now[name]);
  // That a host is reached otherwise says no more than the variable that says how.
  const isSaid = differing.some((name) => name.startsWith('ansible_'));
  return differing
    .filter((name) => name !== CONNECTION || !isSaid)
    .map((name) => {
      if (before[name] === undefined) return `${name} is new`;
      return now[name] === undefined ? `${name} is gone` : `${name} differs`;
    })
    .join(', ');
}
