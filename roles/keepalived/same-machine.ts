import { answersFact, type Cluster, type Facts, type Member, type Problem } from 'havip-deploy';
import type { OwnAddress } from './own-address.ts';

interface Located {
  readonly member: Member;
  readonly at: OwnAddress;
}

type Pair = readonly [Located, Located];

/**
 * Why two members of a cluster can be no cluster, which no inventory shows where they are reached by different names,
 * ports or jump hosts: they are one machine, by their cards, or two with one address.
 */
export function sameMachine(
  cluster: Cluster,
  located: readonly Located[],
  factsOf: ReadonlyMap<string, Facts>,
): Omit<Problem, 'host'> | undefined {
  const pairs = located.flatMap((one, index) => located.slice(index + 1).map((other): Pair => [one, other]));
  const cards = ({ member }: Located) =>
    cardsOf(factsOf.get(member.host.name)?.ifRead(answersFact(cluster))?.own);
  const one = pairs.find(([first, second]) => cards(first) !== '' && cards(first) === cards(second));
  if (one !== undefined) return oneMachine(one, cards(one[0]));
  const twins = pairs.find(
    ([first, second]) => addressOf(first) !== undefined && addressOf(first) === addressOf(second),
  );
  return twins && oneAddress(twins);
}

/** Of no use to tell machines apart: what is no card. */
const NO_CARD = '00:00:00:00:00:00';

function cardsOf(own: readonly string[] = []): string {
  return [...new Set(own)]
    .filter((mac) => mac !== NO_CARD)
    .sort()
    .join(', ');
}

function addressOf({ at }: Located): string | undefined {
  return 'problem' in at ? undefined : at.address;
}

function names(pair: Pair): string {
  return pair.map(({ member }) => member.host.name).join(' and ');
}

function oneMachine(pair: Pair, cards: string): Omit<Problem, 'host'> {
  return {
    code: 'host.same-machine',
    summary: `${names(pair)} are one machine, or copies of one`,
    detail: `Both have the same network cards (${cards}), so that neither can take over from the other.`,
    fix: 'Correct ansible_host and ansible_port (a name, a forwarded port or a jump host may lead to the same machine twice); give copies of a virtual machine cards of their own.',
  };
}

function oneAddress(pair: Pair): Omit<Problem, 'host'> {
  return {
    code: 'host.same-address',
    summary: `${names(pair)} both have ${addressOf(pair[0])} as their own address`,
    detail:
      'Their cards differ, so they are two machines with one address, as after a copy: they could not hear each other.',
    fix: 'Give one of them another address in its network configuration, and in private_ip where that is set.',
  };
}
