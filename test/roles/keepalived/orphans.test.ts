import { describe, expect, it } from 'vitest';
import { orphanedAddresses } from '../../../roles/keepalived/leftovers.ts';
import { networkFact } from '../../../src/index.ts';
import { serviceFact } from '../../../src/resources/service-facts.ts';
import { factsOf, planOf } from '../../support/facts.ts';
import { network, varsWith } from './sample.ts';

const ADDRESS = '172.16.16.12';

/** A machine of the pair: whether its keepalived runs, and whether the address is on it. */
function machine(own: string, runs: boolean, holds: boolean) {
  const state = runs ? 'active' : 'failed';
  return factsOf(
    [
      serviceFact('keepalived'),
      `LoadState=loaded\nActiveState=${state}\nUnitFileState=enabled\nMainPID=0\nNeedDaemonReload=no\n`,
    ],
    [networkFact, `${network(own)}${holds ? `2: eth0    inet ${ADDRESS}/32 scope global eth0\n` : ''}`],
  );
}

describe('an address that a killed keepalived has left behind', () => {
  it.each([
    ['is taken off where the peer serves it', [false, true], [true, true], true],
    ['stays where nobody else has it: it serves', [false, true], [true, false], false],
    ['stays where nobody else runs', [false, true], [false, true], false],
    ['is none where keepalived runs', [true, true], [true, true], false],
    ['is none where it is not there', [false, false], [true, true], false],
  ] as const)('%s', async (_name, [runs, holds], [peerRuns, peerHolds], expected) => {
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const [own, peer] = vars.cluster.members;
    const facts = machine('172.16.16.5', runs, holds);
    const theirs = machine('172.16.16.6', peerRuns, peerHolds);
    const context = {
      vars,
      facts,
      factsOf: new Map([
        [own?.host.name ?? '', facts],
        [peer?.host.name ?? '', theirs],
      ]),
    } as unknown as Parameters<typeof orphanedAddresses>[0];
    const planned = orphanedAddresses(context).map((resource) => planOf(resource, facts));
    const changes = planned.filter(({ state }) => state === 'change');
    expect(changes).toHaveLength(expected ? 1 : 0);
    // Before anything that serves is touched, on all machines.
    if (expected)
      expect(changes[0]).toMatchObject({
        noticedBy: 'nobody',
        script: expect.stringContaining('ip addr del'),
      });
  });
});
