import { nearest } from '../../../core/text/nearest.ts';
import { unusable } from '../../../inventory/address-rules.ts';
import type { Finding } from '../../../inventory/problem-list.ts';
import { isIpv4 } from '../../../inventory/schema-parts.ts';
import { type ClusterDraft, type Scene, settingSpot } from '../clusters.ts';
import { checked, settled } from '../members.ts';
import { checkMembership } from './membership-rules.ts';

/** The rules that need more than one cluster's own settings. */
export function checkClusters(scene: Scene): void {
  checkMachineVariables(scene);
  checkRouterIds(scene);
  checkAddresses(scene);
  checkWitnesses(scene);
  checkMembership(scene);
}

/** What a host is on its network and in its cloud. */
function checkMachineVariables({ drafts }: Scene): void {
  const isInstance = (value: unknown) => typeof value === 'string' && /^[a-z]+-[0-9a-z]+$/.test(value);
  const rules = [
    ['private_ip', isIpv4, 'an IPv4 address'],
    ['instance_id', isInstance, 'an id such as ins-1a2b3c4d'],
  ] as const;
  for (const { hosts, problems } of drafts) {
    for (const host of hosts) {
      for (const [name, right, expected] of rules) {
        const found = settled(name, host.variable(name), host, problems);
        if (found !== undefined && found.value !== null) checked(name, found, right, expected, problems);
      }
    }
  }
}

/** Clusters that may meet: only where both say so are they in different VPCs. */
function vpcOf({ settings: { cloud } }: ClusterDraft): string {
  return cloud?.vpc_id === undefined ? '' : `${cloud.region}/${cloud.vpc_id}`;
}

/** Remembers who has something in a VPC; gives another cluster that has it already. */
class Register<T> {
  readonly #owners = new Map<string, Map<T, string>>();

  claim(thing: T, draft: ClusterDraft): string | undefined {
    const vpc = vpcOf(draft);
    const owners = this.#owners.get(vpc) ?? new Map<T, string>();
    this.#owners.set(vpc, owners);
    const owner = owners.get(thing);
    if (owner === undefined) owners.set(thing, draft.group.name);
    return owner === draft.group.name ? undefined : owner;
  }
}

/** Of the same machines, on cards that the inventory tells apart: two networks, and each has its own ids. */
function areOfOtherCards(one: ClusterDraft, other: ClusterDraft | undefined): boolean {
  const [card, second] = [one.settings.interface ?? 'auto', other?.settings.interface ?? 'auto'];
  const machines = ({ hosts }: ClusterDraft) => hosts.map(({ raw }) => raw.name).join();
  const known = card !== 'auto' && second !== 'auto' && card !== second;
  return known && other !== undefined && machines(one) === machines(other);
}

function checkRouterIds({ drafts }: Scene): void {
  const register = new Register<number>();
  for (const draft of drafts) {
    const id = draft.settings.virtual_router_id;
    const owner = id === undefined ? undefined : register.claim(id, draft);
    if (
      owner === undefined ||
      areOfOtherCards(
        draft,
        drafts.find(({ group }) => group.name === owner),
      )
    )
      continue;
    draft.problems.add(settingSpot(draft, 'virtual_router_id'), {
      name: 'router-id-taken',
      summary: `virtual_router_id ${id} is also that of cluster "${owner}"`,
      detail: 'Each cluster needs one of its own in the VPC, or the nodes of both take each other for peers.',
      fix: 'Give it a number from 1 to 255 that no other cluster has; clusters in another VPC say so with cloud.vpc_id.',
    });
  }
}

/** Those addresses of machines that are wanted, by VPC, with the host and the variable that says so; of no VPC where none is known. */
function machineAddresses({ drafts, hosts }: Scene, wanted: ReadonlySet<unknown>): Map<string, string> {
  const vpcs = new Map(
    drafts.flatMap((draft) => draft.hosts.map(({ raw }) => [raw.name, vpcOf(draft)] as const)),
  );
  const known = new Map<string, string>();
  // Of all hosts there are: so nothing is worked out but for those few that matter.
  for (const [name, host] of wanted.size === 0 ? [] : hosts) {
    const own = host.variable('private_ip')?.value;
    const vpc = (): string => vpcs.get(name) ?? '';
    if (wanted.has(host.address)) known.set(`${vpc()} ${host.address}`, `the ansible_host of "${name}"`);
    if (wanted.has(own)) known.set(`${vpc()} ${own}`, `the private_ip of "${name}"`);
  }
  return known;
}

function checkAddresses(scene: Scene): void {
  const wanted = scene.drafts.flatMap(floatingAddresses).map(({ address }) => address);
  const machines = machineAddresses(scene, new Set(wanted));
  const register = new Register<string>();
  for (const draft of scene.drafts) {
    for (const { address, path } of floatingAddresses(draft)) {
      const findings = [
        aboutRange(address),
        aboutMachine(address, machines.get(`${vpcOf(draft)} ${address}`) ?? machines.get(` ${address}`)),
        aboutOwner(address, register.claim(address, draft)),
      ];
      for (const finding of findings) {
        if (finding !== undefined) draft.problems.add(settingSpot(draft, ...path), finding);
      }
    }
  }
}

interface Floating {
  readonly address: string;
  readonly path: readonly PropertyKey[];
}

function floatingAddresses({ settings: { address, addresses } }: ClusterDraft): readonly Floating[] {
  if (addresses !== undefined)
    return addresses.map(({ address: each }, index) => ({ address: each, path: ['addresses', index] }));
  return address === undefined || address === 'auto' ? [] : [{ address, path: ['address'] }];
}

function aboutRange(address: string): Finding | undefined {
  const reason = unusable(address);
  return reason === undefined
    ? undefined
    : {
        name: 'address-unusable',
        summary: `HAVIP ${address} is ${reason}`,
        fix: 'Use the private address that was applied for.',
      };
}

function aboutMachine(address: string, machine: string | undefined): Finding | undefined {
  return machine === undefined
    ? undefined
    : {
        name: 'address-own',
        summary: `HAVIP ${address} is ${machine}`,
        detail: 'The HAVIP is an address of its own, beside those of the machines.',
        fix: "Use the one that was applied for, or correct the host's.",
      };
}

function aboutOwner(address: string, owner: string | undefined): Finding | undefined {
  return owner === undefined
    ? undefined
    : {
        name: 'address-taken',
        summary: `HAVIP ${address} is also that of cluster "${owner}"`,
        fix: 'Give each cluster a HAVIP of its own.',
      };
}

function checkWitnesses({ drafts, hosts }: Scene): void {
  for (const draft of drafts) {
    const witness = draft.settings.verify?.witness;
    if (witness === undefined) continue;
    const spot = settingSpot(draft, 'verify', 'witness');
    if (!hosts.has(witness)) {
      const meant = nearest(witness, [...hosts.keys()]);
      draft.problems.add(spot, {
        name: 'witness',
        summary: `witness "${witness}" is no host of this inventory`,
        ...(meant === undefined ? {} : { detail: `did you mean "${meant}"?` }),
        fix: 'Name a host, or leave the witness out: the nodes then probe each other.',
      });
    } else if (draft.hosts.some(({ raw }) => raw.name === witness)) {
      draft.problems.add(spot, {
        name: 'witness',
        summary: `witness "${witness}" is a member of cluster "${draft.group.name}"`,
        detail: 'It would be switched off by its own drills.',
        fix: 'Name a third machine of the VPC, or leave the witness out: the nodes then probe each other.',
      });
    }
  }
}
