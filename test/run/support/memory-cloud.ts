import type {
  CloudInstance,
  CloudProvider,
  FloatingAddress,
  PublicAddress,
  WantedAddress,
} from '../../../src/cloud/provider.ts';
import { failure, success } from '../../../src/core/outcome.ts';
import type { Problem } from '../../../src/core/problem.ts';

/** What a cloud in memory has, to be set and read by a test. */
interface Contents {
  readonly addresses: FloatingAddress[];
  readonly eips: PublicAddress[];
  readonly machines: CloudInstance[];
  /** Calls that change something, in their order. */
  readonly writes: string[];
  /** What one call fails with, before or after it has done its work. */
  fail: { readonly call: string; readonly when: 'before' | 'after'; readonly problem: Problem } | undefined;
}

/** A cloud in memory. */
export type MemoryCloud = CloudProvider & Contents;

export const VPC = 'vpc-1';
export const SUBNET = 'subnet-1';

/** A HAVIP of the lab's subnet, with what differs. */
export function floating(differs: Partial<FloatingAddress> = {}): FloatingAddress {
  return {
    id: 'havip-1',
    name: 'web',
    address: '172.16.16.12',
    vpcId: VPC,
    subnetId: SUBNET,
    binding: { instanceId: null, movedAt: null },
    publicAddress: null,
    range: null,
    token: null,
    ours: false,
    ...differs,
  };
}

/** A machine that runs in the lab's subnet, with what differs. */
export function instance(id: string, address: string, differs: Partial<CloudInstance> = {}): CloudInstance {
  return {
    id,
    name: id,
    running: true,
    state: 'RUNNING',
    vpcId: VPC,
    subnetId: SUBNET,
    privateAddresses: [address],
    securityGroupIds: ['sg-1'],
    ...differs,
  };
}

/** A public address that is free, with what differs. */
export function eip(address: string, differs: Partial<PublicAddress> = {}): PublicAddress {
  const id = `eip-${address.replaceAll('.', '')}`;
  return { id, address, boundTo: null, token: null, ours: false, ...differs };
}

/** A cloud with two machines and what is given. */
export function memoryCloud(has: Partial<Pick<Contents, 'addresses' | 'eips'>> = {}): MemoryCloud {
  const contents: Contents = {
    addresses: [...(has.addresses ?? [])],
    eips: [...(has.eips ?? [])],
    machines: [instance('ins-1', '172.16.16.5'), instance('ins-2', '172.16.16.6')],
    writes: [],
    fail: undefined,
  };
  return Object.assign(contents, provider(contents));
}

function provider(cloud: Contents): CloudProvider {
  const write = <T>(name: string, work: () => T) => {
    cloud.writes.push(name);
    const fail = cloud.fail !== undefined && name.startsWith(cloud.fail.call) ? cloud.fail : undefined;
    if (fail?.when === 'before') return failure(fail.problem);
    const done = work();
    return fail === undefined ? success(done) : failure(fail.problem);
  };
  return {
    name: 'Memory',
    region: 'here',
    capabilities: { movesBy: 'garp', publicAddress: true, ipv6: false, maxRange: 10, maxPerInterface: 5 },
    find: async (query) => success(matching(cloud.addresses, query)),
    look: async (id) => success(cloud.addresses.find((each) => each.id === id)),
    create: async (wanted) => write(`create ${wanted.name}`, () => created(cloud, wanted)),
    limitRange: async (id, { add, remove }) =>
      write(`range +${add.join()} -${remove.join()}`, () => {
        const range = cloud.addresses.find((each) => each.id === id)?.range ?? [];
        change(cloud.addresses, id, { range: [...range.filter((each) => !remove.includes(each)), ...add] });
      }),
    delete: async (id) => write(`delete ${id}`, () => remove(cloud.addresses, id)),
    findPublic: async (query) => success(matching(cloud.eips, query)),
    allocatePublic: async ({ token }) =>
      write('allocate', () => {
        const known = cloud.eips.find((each) => each.token === token);
        const made = known ?? eip(`81.71.14.${118 + cloud.eips.length}`, { token, ours: true });
        if (known === undefined) cloud.eips.push(made);
        return made;
      }),
    bindPublic: async (id, address) => write(`bind ${address}`, () => bind(cloud, id, address)),
    unbindPublic: async (id) => write(`unbind ${id}`, () => bind(cloud, id, null)),
    releasePublic: async (id) => write(`release ${id}`, () => remove(cloud.eips, id)),
    instances: async (query) =>
      success(
        cloud.machines.filter((each) =>
          'ids' in query
            ? query.ids.includes(each.id)
            : each.privateAddresses.some((address) => query.privateAddresses.includes(address)),
        ),
      ),
    searchInstances: async () =>
      success(cloud.machines.map((each) => ({ ...each, type: '', zone: '', publicAddresses: [], tags: {} }))),
    quota: async () => success({ limit: 10, used: cloud.addresses.length }),
    subnet: async (id) => success(id === SUBNET ? { id, vpcId: VPC, cidr: '172.16.16.0/20' } : undefined),
    vrrpPasses: async () => success([]),
  };
}

function matching<T extends object>(all: readonly T[], query: object): T[] {
  return all.filter((each) =>
    Object.entries(query).every(([key, value]) => Reflect.get(each, key) === value),
  );
}

function change<T extends { readonly id: string }>(all: T[], id: string, differs: Partial<T>): void {
  const at = all.findIndex((each) => each.id === id);
  const found = all[at];
  if (found !== undefined) all[at] = { ...found, ...differs };
}

function remove(all: { readonly id: string }[], id: string): void {
  all.splice(
    all.findIndex((each) => each.id === id),
    1,
  );
}

function bind({ addresses, eips }: Contents, id: string, address: string | null): void {
  for (const each of [...eips]) {
    if (each.boundTo === id) change(eips, each.id, { boundTo: null });
    if (each.address === address) change(eips, each.id, { boundTo: id });
  }
  change(addresses, id, { publicAddress: address });
}

function created(
  { addresses }: Contents,
  { name, vpcId, subnetId, address = '172.16.16.77', range, token }: WantedAddress,
): FloatingAddress {
  const known = addresses.find((each) => each.token === token);
  if (known !== undefined) return known;
  const id = `havip-${addresses.length + 1}`;
  const made = floating({ id, name, vpcId, subnetId, address, range: range ?? null, token, ours: true });
  addresses.push(made);
  return made;
}
