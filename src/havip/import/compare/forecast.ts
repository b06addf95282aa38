import type { Effect } from '../../../core/events/document.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import { mayBeOlder } from '../../../keepalived/release.ts';
import { lostByReload } from '../../agreement/reload.ts';
import { speakerOf } from '../../agreement/speaker.ts';
import type { MemberChange } from '../../model/change.ts';
import { chooseTakeover, type Takeover } from '../../takeover/choose.ts';
import { ourInstance } from '../../takeover/our-instance.ts';
import { awaySeconds } from '../../takeover/takeover.ts';
import type { FoundMember } from '../found.ts';

/** What `up` does to the address of a cluster that was found and runs, by the model of VRRP. */
export interface ImportForecast {
  readonly effect: Effect;
  /** That there is no order in which it could go well. */
  readonly trouble: boolean;
}

/** One machine with what it would get. */
export interface Rendered {
  readonly member: FoundMember;
  readonly config: KeepalivedConfig;
}

/** Undefined where not all machines of the cluster were seen. */
export function forecastOf(cluster: Cluster, rendered: readonly Rendered[]): ImportForecast | undefined {
  const members = rendered.flatMap((each) => change(cluster, each) ?? []);
  if (members.length !== cluster.members.length) return undefined;
  const serving = members.some(({ holds }) => holds)
    ? members
    : members.map((each, index) => ({ ...each, holds: index === 0 }));
  const takeover: Takeover = chooseTakeover(serving);
  const seconds = awaySeconds(cluster, takeover);
  return {
    effect: seconds === undefined ? { kind: 'reload' } : { kind: 'move', seconds },
    trouble: takeover.trouble !== undefined,
  };
}

function change(cluster: Cluster, { member, config }: Rendered): MemberChange | undefined {
  const next = ourInstance(config, cluster);
  if (next === undefined) return undefined;
  const { node, speaker: before } = member;
  const after = speakerOf(viewOf(config), next, {
    host: node.name,
    release: node.release,
    ownAddress: member.ownAddress ?? '',
  });
  // What is older than 2.0 is not known to take it up by a reload; nobody who did not ask the machine knows.
  const old = node.release !== undefined && mayBeOlder(node.release, '2.0.0');
  const rebound = lostByReload(before, after) !== undefined || before.version !== after.version;
  const holds = node.network?.addresses.some(({ address }) => before.addresses.includes(address)) ?? false;
  return { host: node.name, before, after, holds, action: old && rebound ? 'restart' : 'reload' };
}
