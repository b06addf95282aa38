import { describe, expect, it } from 'vitest';
import type { AnswersFacts } from '../../../src/havip/wire/answers-fact.ts';
import { strangersOf, strangerWords } from '../../../src/havip/wire/strangers.ts';

const VIP = '172.16.16.12';
const [A, B, C, SWITCH] = [
  '02:00:00:00:00:0a',
  '02:00:00:00:00:0b',
  '02:00:00:00:00:0c',
  'fe:ee:0b:ca:e5:69',
];

type Pairs = readonly (readonly [string, string])[];

function node(host: string, mac: string, address: string, answers: Pairs, known: Pairs = []) {
  const pairs = (list: Pairs) => list.map(([at, card]) => ({ address: at, mac: card }));
  const facts: AnswersFacts = {
    asked: true,
    twins: [],
    own: [mac],
    answers: pairs(answers),
    known: pairs(known),
  };
  return { host, facts, addresses: [address] };
}

/** A holds the address: it is not answered by itself, and B is answered by A. */
const twoNodes = (
  toA: Pairs,
  toB: Pairs,
  knownToA: Pairs = [['172.16.16.6', B]],
  knownToB: Pairs = [['172.16.16.5', A]],
) => [node('a', A, '172.16.16.5', toA, knownToA), node('b', B, '172.16.16.6', toB, knownToB)];

describe('who is a stranger', () => {
  it.each([
    ['nobody, where the holder answers its standby', twoNodes([], [[VIP, A]]), []],
    ['nobody, where nobody has the address', twoNodes([], []), []],
    ['a machine that answers the holder', twoNodes([[VIP, C]], [[VIP, A]]), [C]],
    [
      'a machine that answers beside the holder',
      twoNodes(
        [],
        [
          [VIP, A],
          [VIP, C],
        ],
      ),
      [C],
    ],
    ['a machine that answers both, told once', twoNodes([[VIP, C]], [[VIP, C]]), [C]],
    ['a machine that has it while no node does', twoNodes([[VIP, C]], [[VIP, C]]), [C]],
    [
      'nobody, where the network answers for everybody as a cloud does',
      twoNodes([[VIP, SWITCH]], [[VIP, SWITCH]], [['172.16.16.6', SWITCH]], [['172.16.16.5', SWITCH]]),
      [],
    ],
    [
      'a machine that answers, though the network answers one of the nodes for everybody',
      twoNodes([[VIP, SWITCH]], [[VIP, C]], [['172.16.16.6', SWITCH]]),
      [C],
    ],
  ] as const)('%s', (_name, nodes, macs) => {
    expect(strangersOf(nodes).map(({ mac }) => mac)).toEqual(macs);
  });

  it('is named with its own address where a table has it', () => {
    const [stranger] = strangersOf(
      twoNodes(
        [[VIP, C]],
        [[VIP, A]],
        [
          ['172.16.16.6', B],
          ['172.16.16.9', C],
        ],
      ),
    );
    expect(stranger && strangerWords(stranger)).toBe(
      `${C} (172.16.16.9) answers for ${VIP}, as a sees, and is none of the nodes`,
    );
  });
});
