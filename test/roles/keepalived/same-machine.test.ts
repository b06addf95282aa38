import { describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { answersFact } from '../../../src/havip/wire/answers-fact.ts';
import { networkFact } from '../../../src/index.ts';
import { factsOf } from '../../support/facts.ts';
import { network, varsWith } from './sample.ts';

const cards = (...macs: readonly string[]) => macs.map((mac) => `own ${mac}\n`).join('');
const [A, B, LO, DOCKER] = [
  '02:00:00:00:00:05',
  '02:00:00:00:00:06',
  '00:00:00:00:00:00',
  '02:42:00:00:00:01',
];

describe('two hosts of the inventory', () => {
  it.each([
    ['with addresses and cards of their own', '172.16.16.5', cards(A), '172.16.16.6', cards(B), []],
    ['that lead to one machine', '172.16.16.5', cards(A), '172.16.16.5', cards(A), ['host.same-machine']],
    [
      'that lead to one machine with two addresses',
      '172.16.16.5',
      cards(LO, A),
      '172.16.16.6',
      cards(A, LO),
      ['host.same-machine'],
    ],
    ['with one address', '172.16.16.5', cards(A), '172.16.16.5', cards(B), ['host.same-address']],
    [
      'with one address, whose cards nobody knows',
      '172.16.16.5',
      '',
      '172.16.16.5',
      '',
      ['host.same-address'],
    ],
    ['that share what is no card', '172.16.16.5', cards(LO), '172.16.16.6', cards(LO), []],
    [
      'that share the bridge of containers, as all have it',
      '172.16.16.5',
      cards(LO, A, DOCKER),
      '172.16.16.6',
      cards(LO, B, DOCKER),
      [],
    ],
  ])('%s', async (_what, first, firstCards, second, secondCards, codes) => {
    const [vars] = await varsWith();
    if (vars === undefined) throw new Error('no cluster');
    const { members } = vars.cluster;
    // As where the inventory leaves private_ip to the machine.
    const cluster = { ...vars.cluster, members: members.map(({ privateIp: _, ...member }) => member) };
    const [one, two] = cluster.members;
    if (one === undefined || two === undefined) throw new Error('no pair');
    const facts = new Map([
      [one.host.name, factsOf([networkFact, network(first)], [answersFact(cluster), firstCards])],
      [two.host.name, factsOf([networkFact, network(second)], [answersFact(cluster), secondCards])],
    ]);
    const rendered = renderFiles({ ...vars, cluster, member: one }, '2.2.7', facts);
    expect('problems' in rendered ? rendered.problems.map(({ code }) => code) : []).toEqual(codes);
    if ('problems' in rendered) expect(rendered.problems[0]?.summary).toMatch(/^HAVIP-01 and HAVIP-02 /);
  });
});
