import { GOOD, GOOD_HOST, GOOD_PEER } from '../../../src/keepalived/lint/examples/good.ts';
import type { HostFacts } from '../../../src/keepalived/lint/facts.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { PREFIX_LENGTH } from '../../../src/lab/plan/layout.ts';
import { type Edit, edited } from '../../keepalived/lint/sample.ts';
import { exec, NODES, PRIMARY, SECONDARY } from './cluster.ts';
import { CONFIG, FIRST_IP, SECOND_IP } from './pair-by-hand.ts';

/** What a rule says becomes of the address, made to come true on two machines. */
export interface Promised {
  /** The rule that finds it; none where nothing is wrong. */
  readonly rule?: string;
  readonly what: string;
  /** What is changed on the primary, on the secondary, or on both. */
  readonly first?: readonly Edit[];
  readonly second?: readonly Edit[];
  readonly both?: readonly Edit[];
  /** Of the second node, where the rule asks the machine. */
  readonly facts?: HostFacts;
  /** What happens once the pair runs. */
  readonly afterwards?: (lab: Lab) => Promise<unknown>;
  /** Default: the address of the sample. */
  readonly address?: string;
  readonly holders: readonly string[];
}

/** The configurations of both nodes. */
export function pairOf({ first = [], second = [], both = [] }: Promised): readonly [string, string] {
  return [edited(GOOD, ...both, ...first), edited(GOOD_PEER, ...both, ...second)];
}

const changed = (edits: readonly Edit[]) => async (lab: Lab) => {
  await exec(lab, PRIMARY, `cat >${CONFIG}`, edited(GOOD, ...edits));
  await exec(lab, PRIMARY, 'systemctl reload keepalived || true');
};

const peersOf = (address: string): RegExp => new RegExp(`        ${address.replaceAll('.', '\\.')}\n`);
const multicast: Edit = [/ {4}unicast_src_ip [^}]*}\n/, ''];
const comparesAddresses: Edit = ['    vrrp_skip_check_adv_addr\n', ''];
const more: Edit = ['        172.16.16.12\n', '        172.16.16.12\n        172.16.16.13\n'];
const withoutPassword: Edit = [/ {4}authentication \{[^}]*}\n/, ''];

/** A second instance of the same address, the other way round. */
const secondInstance = (priority: number, own: string, peer: string): Edit => [
  /$/,
  `vrrp_instance VI_52 {
    state BACKUP
    interface eth0
    virtual_router_id 52
    priority ${priority}
    unicast_src_ip ${own}
    unicast_peer {
        ${peer}
    }
    virtual_ipaddress {
        172.16.16.12
    }
}
`,
];

const sameId = (own: string, peer: string): Edit => {
  const [at, text] = secondInstance(100, own, peer);
  return [at, text.replace('router_id 52', 'router_id 51').replace('172.16.16.12', '172.16.16.14')];
};

/** Who hears whom, and what the machines and their files have. */
export const PROMISED: readonly Promised[] = [
  { what: 'the sample', holders: [PRIMARY] },
  {
    rule: 'KA004',
    what: 'a value is missing in a file that is reloaded',
    first: [['virtual_router_id 51', 'virtual_router_id']],
    afterwards: changed([['virtual_router_id 51', 'virtual_router_id']]),
    holders: NODES,
  },
  { rule: 'KA020', what: 'multicast where it is not carried', both: [multicast], holders: NODES },
  {
    rule: 'KA021',
    what: 'no peers',
    first: [[peersOf(SECOND_IP), '']],
    second: [[peersOf(FIRST_IP), '']],
    holders: NODES,
  },
  {
    rule: 'KA022',
    what: 'a peer that is nobody',
    first: [[peersOf(SECOND_IP), '        172.16.16.7\n']],
    holders: NODES,
  },
  {
    rule: 'KA023',
    what: 'itself as its peer',
    first: [[peersOf(SECOND_IP), `        ${FIRST_IP}\n`]],
    holders: NODES,
  },
  { rule: 'KA025', what: 'another id', second: [['router_id 51', 'router_id 52']], holders: NODES },
  { rule: 'KA027', what: 'another interval', second: [['advert_int 1', 'advert_int 2']], holders: NODES },
  { rule: 'KA028', what: 'another password', second: [['k7Rw2xQz', 'k7Rw2xQy']], holders: NODES },
  { rule: 'KA028', what: 'a password on one of them', second: [withoutPassword], holders: NODES },
  {
    rule: 'KA029',
    what: 'another version',
    second: [['    script_user', '    vrrp_version 3\n    script_user'], withoutPassword],
    holders: NODES,
  },
  {
    rule: 'KA032',
    what: 'the old checksum on the standby',
    both: [['    script_user', '    vrrp_version 3\n    script_user'], withoutPassword],
    second: [['    unicast_peer', '    old_unicast_checksum\n    unicast_peer']],
    holders: NODES,
  },
  {
    what: 'the old checksum on the holder, to which its standby adapts',
    both: [['    script_user', '    vrrp_version 3\n    script_user'], withoutPassword],
    first: [['    unicast_peer', '    old_unicast_checksum\n    unicast_peer']],
    holders: [PRIMARY],
  },
  { rule: 'KA030', what: 'one address more', second: [more], holders: NODES },
  {
    rule: 'KA030',
    what: 'one address more, compared',
    both: [comparesAddresses],
    second: [more],
    holders: NODES,
  },
  { what: 'an address more in a reload, not compared', afterwards: changed([more]), holders: [PRIMARY] },
  {
    rule: 'KA053',
    what: 'an address more in a reload',
    both: [comparesAddresses],
    afterwards: changed([comparesAddresses, more]),
    holders: NODES,
  },
  {
    rule: 'KA080',
    what: 'a firewall',
    facts: { ...GOOD_HOST, vrrpAllowedFrom: { [FIRST_IP]: false } },
    afterwards: (lab) =>
      exec(
        lab,
        SECONDARY,
        "nft 'add table ip f; add chain ip f input { type filter hook input priority 0; }; add rule ip f input ip protocol 112 drop'",
      ),
    holders: NODES,
  },
  {
    rule: 'KA049',
    what: 'two instances with one address, each master on a node',
    first: [secondInstance(100, FIRST_IP, SECOND_IP)],
    second: [secondInstance(200, SECOND_IP, FIRST_IP)],
    holders: [SECONDARY],
  },
  {
    rule: 'KA095',
    what: 'a peer of the other family',
    first: [[peersOf(SECOND_IP), '        fd00::6\n']],
    holders: NODES,
  },
  {
    rule: 'KA048',
    what: 'the own address of the standby',
    both: [['        172.16.16.12', `        ${SECOND_IP}`]],
    address: SECOND_IP,
    holders: NODES,
  },
  {
    rule: 'KA048',
    what: 'the same with the mask that the standby has',
    both: [['        172.16.16.12', `        ${SECOND_IP}/${PREFIX_LENGTH}`]],
    address: SECOND_IP,
    holders: [PRIMARY],
  },
  {
    rule: 'KA024',
    what: 'a source that the machine does not have',
    second: [[`unicast_src_ip ${SECOND_IP}`, 'unicast_src_ip 172.16.16.77']],
    facts: GOOD_HOST,
    afterwards: (lab) => exec(lab, PRIMARY, 'systemctl stop keepalived'),
    holders: [],
  },
  {
    rule: 'KA026',
    what: 'one id twice in a file: keepalived ends',
    first: [sameId(FIRST_IP, SECOND_IP)],
    second: [sameId(SECOND_IP, FIRST_IP)],
    holders: [],
  },
];
