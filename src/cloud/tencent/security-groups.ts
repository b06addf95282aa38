import * as z from 'zod';
import { type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { CloudInstance, CloudProvider } from '../provider.ts';
import type { TencentClient } from './calls/client.ts';
import { type PolicyRule, policySet, vrrpPassage } from './vrrp-rules.ts';

const answer = z.object({ SecurityGroupPolicySet: policySet });

type Direction = 'Ingress' | 'Egress';

type ReadPolicies = (group: string) => Promise<Outcome<z.infer<typeof answer>>>;

/**
 * Judges whether VRRP passes out of one machine and into another, by their security groups. Every pair of a
 * cluster is judged at the same time, and most share their groups: what is being read is read once.
 */
export function createVrrpCheck(client: TencentClient): CloudProvider['vrrpPasses'] {
  const underWay = new Map<string, ReturnType<ReadPolicies>>();
  const read: ReadPolicies = (group) => {
    const reading =
      underWay.get(group) ??
      client
        .ask({
          service: 'vpc',
          action: 'DescribeSecurityGroupPolicies',
          params: { SecurityGroupId: group },
          schema: answer,
        })
        .finally(() => underWay.delete(group));
    underWay.set(group, reading);
    return reading;
  };
  return async (from, to) => {
    const [out, into] = await Promise.all([
      judge(read, from, to, 'Egress'),
      judge(read, to, from, 'Ingress'),
    ]);
    if (!out.ok) return out;
    return into.ok ? success([...out.value, ...into.value]) : into;
  };
}

async function judge(
  read: ReadPolicies,
  guarded: CloudInstance,
  peer: CloudInstance,
  direction: Direction,
): Promise<Outcome<readonly Problem[]>> {
  // Groups may be on its interfaces alone, and are not known then.
  if (guarded.securityGroupIds.length === 0) return success([]);
  const rules: PolicyRule[] = [];
  for (const group of guarded.securityGroupIds) {
    const policies = await read(group);
    if (!policies.ok) return policies;
    rules.push(...policies.value.SecurityGroupPolicySet[direction]);
  }
  return success(vrrpPassage(rules, peer) === false ? [missingRule(guarded, peer, direction)] : []);
}

function missingRule(guarded: CloudInstance, peer: CloudInstance, direction: Direction): Problem {
  const [groups, address] = [guarded.securityGroupIds.join(', '), peer.privateAddresses[0] ?? peer.id];
  const way = direction === 'Ingress' ? `in from ${address}` : `out to ${address}`;
  const list = direction === 'Ingress' ? 'inbound' : 'outbound';
  return {
    code: 'cloud.vrrp-blocked',
    summary: `The security groups of ${guarded.id} do not let VRRP ${way}`,
    detail: `VRRP is IP protocol 112. Rules can name TCP, UDP, ICMP and GRE, so only a rule for ALL lets it pass, and in ${groups} none of these comes first for ${address}. Both nodes would take the address.`,
    fix: `Add an ${list} rule to ${groups}, above those that drop: protocol ALL, ${direction === 'Ingress' ? 'source' : 'target'} ${address} or the security group of ${peer.id}, ACCEPT.`,
  };
}
