import { nearest } from '../../core/text/nearest.ts';
import type { ProblemList } from '../../inventory/problem-list.ts';
import { isIpv4 } from '../../inventory/schema-parts.ts';
import { type Spot, type Variable, withValue } from '../../inventory/sources/source.ts';
import type { RawHost, VariableMap } from '../../inventory/tree/tree.ts';
import type { Host, Member, Role } from '../../inventory/types.ts';
import { withPlainScalars } from '../../inventory/values/exact-number.ts';
import { type Evaluated, unusableSpot } from '../../inventory/variables/evaluate.ts';
import { enumerate, kindOf } from '../../inventory/wording.ts';

/** A host with its merged variables, places included. */
export interface PlacedHost {
  readonly raw: RawHost;
  readonly host: Host;
  readonly variables: VariableMap;
  /** One of its variables, without merging all. */
  variable(name: string): Variable | undefined;
  /** What one of its variables comes to, opened and with its templates filled in. */
  evaluate(variable: Variable, what: string): Evaluated;
  /** Where SSH connects to, if that can be told; what is wrong with it is not listed. */
  readonly address: string;
}

/** The highest priority, short of 255, which would make the node the address's owner. */
const PRIMARY_PRIORITY = 250;
const FIRST_SECONDARY_PRIORITY = 240;

/** One host's part as the inventory says it, before the cluster is seen as a whole. */
interface Draft {
  readonly placed: PlacedHost;
  readonly role: Role;
  readonly priority: number | undefined;
}

/** A cluster, by its name and its place, and its primary where that is said in the cluster itself. */
export interface Membership {
  readonly cluster: string;
  readonly spot: Spot | undefined;
  readonly primary?: { readonly name: string; readonly spot: Spot | undefined };
}

/** The members of a cluster, primary first; undefined, with problems, when they make no cluster. */
export function readMembers(
  { cluster, spot, primary }: Membership,
  hosts: readonly PlacedHost[],
  problems: ProblemList,
): readonly Member[] | undefined {
  if (primary !== undefined && hosts.every(({ raw }) => raw.name !== primary.name)) {
    problems.add(primary.spot, {
      name: 'unknown-primary',
      summary: `primary "${primary.name}" is no member of cluster "${cluster}"`,
      fix: `Name one of its members: ${hosts.map(({ raw }) => raw.name).join(', ')}.`,
    });
    return undefined;
  }
  const drafts = hosts.flatMap((placed): readonly Draft[] | Draft =>
    primary === undefined
      ? (readDraft(cluster, placed, problems) ?? [])
      : { placed, role: placed.raw.name === primary.name ? 'primary' : 'secondary', priority: undefined },
  );
  const primaries = drafts.filter(({ role }) => role === 'primary');
  const secondaries = drafts.filter(({ role }) => role === 'secondary');
  const complete = drafts.length === hosts.length;
  if (primaries.length > 1) reportPrimaries(cluster, primaries, problems);
  if (complete && primaries.length === 0) {
    problems.add(spot, {
      name: 'no-primary',
      summary: `cluster "${cluster}" has no primary`,
      fix: 'Give one of its hosts havip_role: primary.',
    });
  }
  if (complete && secondaries.length === 0 && primaries.length < 2) {
    problems.add(spot, {
      name: 'no-secondary',
      summary: `cluster "${cluster}" has no secondary`,
      detail: 'Without a second machine nobody takes the address over.',
      fix: 'Add a host with havip_role: secondary.',
    });
  }
  return complete && primaries.length === 1
    ? rank(cluster, [...primaries, ...secondaries], problems)
    : undefined;
}

function readDraft(cluster: string, placed: PlacedHost, problems: ProblemList): Draft | undefined {
  const role = readRole(cluster, placed, problems);
  const written = placed.variable('havip_priority');
  const found = settled('havip_priority', written, placed, problems);
  const sound =
    written === undefined ||
    written.value === null ||
    (found !== undefined &&
      checked('havip_priority', found, isPriority, 'a whole number from 1 to 254', problems));
  if (role === undefined || !sound) return undefined;
  return { placed, role, priority: isPriority(found?.value) ? found.value : undefined };
}

function readRole(cluster: string, placed: PlacedHost, problems: ProblemList): Role | undefined {
  const { raw } = placed;
  const written = placed.variable('havip_role');
  if (written === undefined || written.value === null) {
    problems.add(raw.spot, {
      name: 'no-role',
      summary: `host "${raw.name}" has no havip_role`,
      detail: `It belongs to cluster "${cluster}".`,
      fix: 'Give it havip_role: primary or secondary, or take it out of the group.',
    });
    return undefined;
  }
  const found = settled('havip_role', written, placed, problems);
  if (found === undefined) return undefined;
  if (isRole(found.value)) return found.value;
  const meant = typeof found.value === 'string' ? nearest(found.value, ['primary', 'secondary']) : undefined;
  checked(
    'havip_role',
    found,
    isRole,
    `primary or secondary${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`,
    problems,
  );
  return undefined;
}

/** A variable with what it comes to for a host; undefined where there is none, or, with a problem, where it fails. */
export function settled(
  name: string,
  written: Variable | undefined,
  host: PlacedHost,
  problems: ProblemList,
): Variable | undefined {
  if (written === undefined) return undefined;
  const done = host.evaluate(written, name);
  if (!('finding' in done)) return withValue(written, withPlainScalars(done.value));
  problems.add(unusableSpot(written, done), done.finding);
  return undefined;
}

/** Whether a variable's value is right; a problem where it is not. */
export function checked(
  name: string,
  found: Variable,
  right: (value: unknown) => boolean,
  expected: string,
  problems: ProblemList,
): boolean {
  if (right(found.value)) return true;
  problems.add(found.spot, {
    name: 'wrong-value',
    summary: `${name} must be ${expected}`,
    detail: `It is ${kindOf(found.value)}.`,
    fix: 'Correct the value.',
  });
  return false;
}

function isRole(value: unknown): value is Role {
  return value === 'primary' || value === 'secondary';
}

function isPriority(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 254;
}

function reportPrimaries(cluster: string, primaries: readonly Draft[], problems: ProblemList): void {
  const names = primaries.map(({ placed }) => `"${placed.raw.name}"`);
  for (const { placed } of primaries.slice(1)) {
    problems.add(placed.variables.get('havip_role')?.spot ?? placed.raw.spot, {
      name: 'two-primaries',
      summary: `cluster "${cluster}" has ${primaries.length} primaries: ${enumerate(names)}`,
      detail: 'Exactly one machine holds the address in normal times.',
      fix: 'Leave one of them havip_role: primary, and make the others secondary.',
    });
  }
}

/** Gives priorities to those that have none, and puts the secondaries into their order. */
function rank(
  cluster: string,
  drafts: readonly Draft[],
  problems: ProblemList,
): readonly Member[] | undefined {
  const taken = new Map<number, Draft>();
  let sound = true;
  for (const draft of drafts) {
    if (draft.priority === undefined) continue;
    const other = taken.get(draft.priority);
    if (other === undefined) taken.set(draft.priority, draft);
    else
      sound = reportPriority(
        draft,
        `havip_priority ${draft.priority} is also that of "${other.placed.raw.name}"`,
        problems,
      );
  }
  let next = FIRST_SECONDARY_PRIORITY;
  const nextFree = (): number => {
    while (taken.has(next)) next -= 1;
    return next--;
  };
  const members = drafts.map((draft): Member => {
    const own = draft.priority ?? (draft.role === 'primary' ? PRIMARY_PRIORITY : nextFree());
    const privateIp = draft.placed.host.vars.private_ip;
    return {
      host: draft.placed.host,
      role: draft.role,
      priority: own,
      ...(isIpv4(privateIp) ? { privateIp } : {}),
    };
  });
  const [primary, ...secondaries] = members;
  if (primary === undefined) return undefined;
  for (const { host, priority } of secondaries.filter((member) => member.priority >= primary.priority)) {
    const draft = drafts.find(({ placed }) => placed.host === host);
    if (draft !== undefined && sound)
      sound = reportPriority(
        draft,
        `priority ${priority} of "${host.name}" is not below the primary's ${primary.priority} in cluster "${cluster}"`,
        problems,
      );
  }
  return sound ? [primary, ...secondaries.sort((a, b) => b.priority - a.priority)] : undefined;
}

function reportPriority({ placed }: Draft, summary: string, problems: ProblemList): false {
  problems.add(placed.variables.get('havip_priority')?.spot ?? placed.raw.spot, {
    name: 'priority',
    summary,
    detail: 'The node with the highest priority becomes the holder, and equal ones leave it to chance.',
    fix: 'Give each member a priority of its own, the highest to the primary; or remove havip_priority: the defaults are 250, 240, 239 and so on.',
  });
  return false;
}
