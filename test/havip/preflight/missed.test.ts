import { describe, expect, it } from 'vitest';
import { closerFacts } from '../../../src/havip/preflight/index.ts';
import { wireAgainFact, wireFact } from '../../../src/havip/preflight/wire/exchange.ts';
import { networkFact } from '../../../src/index.ts';
import type { Fact } from '../../../src/resources/fact.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { factsOf } from '../../support/facts.ts';
import { FLOATING, found, heard, OWN, PEER, type Printed, WIRE, wireOf } from './machine.ts';

const SILENT = '-- 0 02:00:00:00:00:06';
const again = (address: string, peer: string) =>
  wireAgainFact({ interface: 'eth0', address, floating: [FLOATING], peers: [peer], advertInt: 1 });

/** What a node says that was at it from so many seconds after its observation began, which was at so many. */
const at = (
  fact: Fact<unknown>,
  peer: string,
  begunS: number,
  lastedS = 8,
  said = SILENT,
): Printed[number] => [
  fact,
  heard(`peer ${peer} ${said}`).concat(`\nwindow 500.00 501.50 ${(501.5 + lastedS).toFixed(2)}`),
  begunS * 1000,
];

describe('two nodes of which one takes long to begin anything', () => {
  it.each([
    [
      'at the same time: silence is a firewall',
      [at(WIRE, PEER, 100)],
      [at(wireOf(PEER, OWN), OWN, 100)],
      'error host.vrrp-blocked',
    ],
    [
      'for long enough together',
      [at(WIRE, PEER, 100)],
      [at(wireOf(PEER, OWN), OWN, 105)],
      'error host.vrrp-blocked',
    ],
    [
      'one after the other',
      [at(WIRE, PEER, 100)],
      [at(wireOf(PEER, OWN), OWN, 109)],
      'warning host.no-test-packet',
    ],
    [
      'the other one after this',
      [at(WIRE, PEER, 109)],
      [at(wireOf(PEER, OWN), OWN, 100)],
      'warning host.no-test-packet',
    ],
    [
      'hardly together',
      [at(WIRE, PEER, 100)],
      [at(wireOf(PEER, OWN), OWN, 107)],
      'warning host.no-test-packet',
    ],
    [
      'one after the other, and ARP knows none: no login is the cause',
      [at(WIRE, PEER, 100, 1.2, '-- 0 -')],
      [at(wireOf(PEER, OWN), OWN, 109, 1.2, '-- 0 -')],
      'error host.vrrp-blocked',
    ],
    [
      'then together, heard',
      [at(WIRE, PEER, 100), at(again(OWN, PEER), PEER, 200, 2, 'PR 60 02:00:00:00:00:06')],
      [at(wireOf(PEER, OWN), OWN, 109), at(again(PEER, OWN), OWN, 209, 2, 'PR 60 02:00:00:00:00:05')],
      undefined,
    ],
    [
      'then together, silent',
      [at(WIRE, PEER, 100), at(again(OWN, PEER), PEER, 209)],
      [at(wireOf(PEER, OWN), OWN, 109), at(again(PEER, OWN), OWN, 209)],
      'error host.vrrp-blocked',
    ],
    [
      'twice one after the other',
      [at(WIRE, PEER, 100), at(again(OWN, PEER), PEER, 200)],
      [at(wireOf(PEER, OWN), OWN, 109), at(again(PEER, OWN), OWN, 230)],
      'warning host.no-test-packet',
    ],
  ] as const)('%s', async (_when, own, peer, expected) => {
    const findings = await found(own, {}, peer);
    expect(findings.map(({ severity, problem }) => `${severity} ${problem.code}`)).toEqual(
      expected === undefined ? [] : [expected],
    );
  });

  it('names the late one, and how to see it', async () => {
    const [first] = await found([at(WIRE, PEER, 100)], {}, [at(wireOf(PEER, OWN), OWN, 109)]);
    expect(first?.problem).toMatchObject({
      summary: expect.stringContaining('HAVIP-02 began to listen when the other had ended'),
      fix: expect.stringContaining('`time ssh HAVIP-02 true`'),
    });
  });
});

describe('what is asked once more', () => {
  /** The names of the facts of both nodes that concern the wire, and the seconds for which each waits. */
  async function asked(own: Printed, peer: Printed) {
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const seats = [
      {
        host: 'HAVIP-01',
        interface: 'eth0',
        address: OWN,
        facts: factsOf([networkFact, network(OWN)], ...own),
      },
      {
        host: 'HAVIP-02',
        interface: 'eth0',
        address: PEER,
        facts: factsOf([networkFact, network(PEER)], ...peer),
      },
    ];
    return seats.map((seat) => {
      const peers = seats.filter((each) => each !== seat);
      const wire = closerFacts({ cluster: vars.cluster, own: seat, peers, checks: [] }).filter(({ id }) =>
        id.startsWith('preflight:wire'),
      );
      return wire.map(({ id, program }) => `${id.split(':')[1]}${/^sleep (\d+)/.exec(program)?.[1] ?? ''}`);
    });
  }

  it.each([
    ['nothing where nothing was read', [], [], [['wire'], ['wire']]],
    [
      'nothing where both were there',
      [at(WIRE, PEER, 100)],
      [at(wireOf(PEER, OWN), OWN, 101)],
      [['wire'], ['wire']],
    ],
    [
      'of both where one came late: the other waits for it',
      [at(WIRE, PEER, 100)],
      [at(wireOf(PEER, OWN), OWN, 109.2)],
      [
        ['wire', 'wire-again9'],
        ['wire', 'wire-again0'],
      ],
    ],
    [
      'and nobody waits for ever',
      [at(WIRE, PEER, 200)],
      [at(wireOf(PEER, OWN), OWN, 100)],
      [
        ['wire', 'wire-again0'],
        ['wire', 'wire-again60'],
      ],
    ],
    [
      'nothing where one can send none',
      [at(WIRE, PEER, 100)],
      [[wireOf(PEER, OWN), 'cannot neither perl nor python is here', 109_000]],
      [['wire'], ['wire']],
    ],
  ] as const)('%s', async (_what, own, peer, expected) => {
    expect(await asked(own, peer)).toEqual(expected);
  });

  it('has one name whatever it waits', () => {
    const options = { interface: 'eth0', address: OWN, floating: [FLOATING], peers: [PEER], advertInt: 1 };
    expect(wireAgainFact(options, 9).id).toBe(wireAgainFact(options).id);
    expect(wireAgainFact(options).id).not.toBe(wireFact(options).id);
  });
});
