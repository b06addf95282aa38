import type { LabSettings } from './options.ts';

/** One machine as it is meant to be, before it exists. */
export interface MachinePlan {
  readonly name: string;
  readonly kind: 'node' | 'witness';
  /** The cluster it belongs to; a witness belongs to none. */
  readonly cluster?: string;
  readonly role?: 'primary' | 'secondary';
  readonly privateIp: string;
  /** Of its eth0. */
  readonly mac: string;
  readonly networkNamespace: string;
}

/** Two nodes that share an address. */
export interface ClusterPlan {
  readonly name: string;
  readonly address: string;
  readonly virtualRouterId: number;
}

/** Everything about a lab that follows from its settings alone. */
export interface LabLayout {
  readonly machines: readonly MachinePlan[];
  readonly clusters: readonly ClusterPlan[];
  readonly witness: MachinePlan | null;
  /** The namespace that holds the bridge, and stands for the network's gateway. */
  readonly networkNamespace: string;
}

/** Every lab has the same addresses: its network exists in its own namespaces and nowhere else. */
export const GATEWAY_ADDRESS = '172.16.16.1';
export const PREFIX_LENGTH = 20;

/** What the names of all of a lab's namespaces and machines begin with; no lab's is another's beginning. */
export function namePrefix(lab: string): string {
  return `havip.${lab}.`;
}

/** Names and addresses of a lab; pure, so that `lab down` finds everything again without any record. */
export function layoutOf(settings: Pick<LabSettings, 'name' | 'clusters' | 'witness'>): LabLayout {
  const prefix = namePrefix(settings.name);
  const sites = settings.clusters === 1 ? [SINGLE_SITE] : manySites(settings.clusters);
  const nodes = sites.flatMap((site) =>
    site.nodes.map((node) => ({
      ...node,
      kind: 'node' as const,
      cluster: site.cluster.name,
      mac: macOf(node.privateIp),
      networkNamespace: prefix + node.name,
    })),
  );
  const witness = settings.witness ? witnessOf(prefix) : null;
  return {
    machines: witness === null ? nodes : [...nodes, witness],
    clusters: sites.map((site) => site.cluster),
    witness,
    networkNamespace: `${prefix}network`,
  };
}

function witnessOf(prefix: string): MachinePlan {
  const privateIp = '172.16.16.9';
  return {
    name: 'probe-01',
    kind: 'witness',
    privateIp,
    mac: macOf(privateIp),
    networkNamespace: `${prefix}probe-01`,
  };
}

/** A locally administered address that follows from the machine's own, which is unique on its network. */
function macOf(privateIp: string): string {
  const bytes = privateIp.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['52', '54', ...bytes].join(':');
}

interface Site {
  readonly cluster: ClusterPlan;
  readonly nodes: readonly {
    readonly name: string;
    readonly role: 'primary' | 'secondary';
    readonly privateIp: string;
  }[];
}

/** One cluster: two nodes and an address as a small VPC would have them. */
const SINGLE_SITE: Site = {
  cluster: { name: 'web', address: '172.16.16.12', virtualRouterId: 51 },
  nodes: [
    { name: 'HAVIP-01', role: 'primary', privateIp: '172.16.16.5' },
    { name: 'HAVIP-02', role: 'secondary', privateIp: '172.16.16.6' },
  ],
};

/** Many clusters: the last byte tells the cluster, the third whether it is the first, the second, or what they share. */
function manySites(count: number): readonly Site[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const name = `web${String(number).padStart(2, '0')}`;
    return {
      cluster: { name, address: `172.16.19.${number}`, virtualRouterId: number },
      nodes: [
        { name: `${name}-a`, role: 'primary', privateIp: `172.16.17.${number}` },
        { name: `${name}-b`, role: 'secondary', privateIp: `172.16.18.${number}` },
      ],
    };
  });
}
