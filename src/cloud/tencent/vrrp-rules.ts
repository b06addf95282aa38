import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import type { CloudInstance } from '../provider.ts';
import { listOf, text } from './calls/fields.ts';

/** Whether a rule names a template: ids of it, of which only one is filled. */
const template = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((ids) => Object.values(ids ?? {}).some((id) => typeof id === 'string' && id !== ''));

const rule = z.object({
  Protocol: text(),
  CidrBlock: text(),
  Ipv6CidrBlock: text(),
  SecurityGroupId: text(),
  Action: text(),
  ServiceTemplate: template,
  AddressTemplate: template,
});

/** The rules of a security group, each list in the order in which it is matched. */
export const policySet = z.object({ Ingress: listOf(rule), Egress: listOf(rule) });

export type PolicyRule = z.output<typeof rule>;

/** Whether VRRP passes; undefined where a rule's template decides, whose content is not read. */
export type Passage = boolean | undefined;

/**
 * Whether rules let VRRP pass to or from a machine. The first that matches decides, and where none does,
 * nothing passes. Rules name TCP, UDP, ICMP, GRE or ALL, so that only one for ALL matches protocol 112.
 * @param rules those of all groups of the judged machine in one direction, in their order
 */
export function vrrpPassage(rules: readonly PolicyRule[], peer: CloudInstance): Passage {
  const verdicts = new Set<boolean>();
  for (const each of rules) {
    const match = matches(each, peer);
    if (match === false) continue;
    verdicts.add(each.Action.toUpperCase() === 'ACCEPT');
    if (match === true) return agreed(verdicts);
  }
  return agreed(verdicts.add(false));
}

/** Rules that may match and the one that does: what they agree on. */
function agreed(verdicts: ReadonlySet<boolean>): Passage {
  return verdicts.size === 1 ? verdicts.has(true) : undefined;
}

function matches(rule: PolicyRule, peer: CloudInstance): boolean | undefined {
  if (rule.ServiceTemplate) return undefined;
  if (rule.Protocol.toUpperCase() !== 'ALL') return false;
  if (rule.AddressTemplate) return undefined;
  if (rule.SecurityGroupId !== '') return peer.securityGroupIds.includes(rule.SecurityGroupId);
  if (rule.CidrBlock !== '') return contains(rule.CidrBlock, peer.privateAddresses[0] ?? '');
  // Without any peer, a rule is for all of them; one for IPv6 is for none here.
  return rule.Ipv6CidrBlock === '';
}

function contains(network: string, address: string): boolean | undefined {
  const cidr = network.includes('/') ? network : `${network}/32`;
  if (!ipaddr.IPv4.isValidCIDR(cidr) || !ipaddr.IPv4.isValid(address)) return undefined;
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
}
