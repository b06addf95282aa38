import type { Cluster } from '../../../inventory/types.ts';
import type { Speaker } from '../../agreement/speaker.ts';
import type { FoundMember } from '../found.ts';
import type { Difference } from './difference.ts';
import { isUnused } from './unused.ts';

/** What a difference is judged by. */
export interface Compared {
  readonly member: FoundMember;
  /** The member as it will speak. */
  readonly next: Speaker | undefined;
  readonly cluster: Cluster;
}

interface Reason {
  /** Of the differences that it is for. */
  readonly about: RegExp;
  readonly holds: (difference: Difference, compared: Compared) => boolean;
  readonly text: string;
}

/** Why something that stands there does nothing; the first that holds is told. */
const REASONS: readonly Reason[] = [
  {
    about: /^global vrrp_mcast_group4$/,
    holds: ({ place }, { member }) => place !== undefined && isUnused(member.node.config, { place }),
    text: 'every instance has peers',
  },
  {
    about: /^instance mcast_src_ip$/,
    holds: ({ found }, { member, next }) => found === undefined && member.speaker.source === next?.source,
    text: 'adverts come from there anyway',
  },
  {
    about: /^instance auth_/,
    holds: (_, { member, next }) => member.speaker.version === 3 && next?.version === 3,
    text: 'version 3 has no authentication',
  },
  {
    about: /^instance preempt_delay$/,
    holds: (_, { member, next }) => member.speaker.preemptDelayMs === (next?.preemptDelayMs ?? 0),
    text: 'it is not in force beside nopreempt or state MASTER',
  },
  {
    about: /^instance (?:preempt_delay|(?:no)?preempt)$/,
    holds: (_, compared) => !isFirst(compared) && !isWeighted(compared),
    text: 'only the node with the highest priority takes it back',
  },
  {
    about: /^instance track_interface /,
    holds: ({ key }, { member }) =>
      key === `instance track_interface ${member.instance.interfaceName?.value}`,
    text: 'the own interface counts anyway',
  },
  {
    about: /^instance (?:no)?preempt$/,
    holds: (_, { member, next }) => member.speaker.preempts === next?.preempts,
    text: 'who takes it back stays the same',
  },
];

function isFirst({ member, cluster }: Compared): boolean {
  return cluster.members[0]?.host.name === member.node.name;
}

/** Whether anything changes priorities while the cluster runs. */
function isWeighted({ cluster: { havip } }: Compared): boolean {
  return [havip.checks, ...Object.values(havip.tracked)].flat().some(({ weight }) => weight !== 0);
}

/** What stands there and does nothing has no effect when it goes. */
export function withoutForce(difference: Difference, compared: Compared): Difference {
  const reason = REASONS.find(
    ({ about, holds }) => about.test(difference.key) && holds(difference, compared),
  );
  return reason === undefined ? difference : { ...difference, effect: `none: ${reason.text}` };
}
