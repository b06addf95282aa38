import { describe, expect, it } from 'vitest';
import { orphanedAddresses } from '../../../roles/keepalived/leftovers.ts';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { type Cluster, networkFact, type Resource } from '../../../src/index.ts';
import { serviceFact } from '../../../src/resources/services/service-facts.ts';
import { factsOf, planOf } from '../../support/facts.ts';
import { network, varsWith } from './sample.ts';

const ADDRESS = '172.16.16.12';

/** A machine of the pair: whether its keepalived runs, and whether the address is on it. */
function machine(cluster: Cluster, own: string, runs: boolean, holds: boolean) {
  const state = runs ? 'active' : 'failed';
  return factsOf(
    [
      serviceFact('keepalived'),
      `LoadState=loaded\nActiveState=${state}\nUnitFileState=enabled\nMainPID=0\nNeedDaemonReload=no\n`,
    ],
    [daemonFact(cluster), 'boot=b\nstate=\nloaded=yes\n'],
    [networkFact, `${network(own)}${holds ? `2: eth0    inet ${ADDRESS}/32 scope global eth0\n` : ''}`],
  );
}

describe('an address that a killed keepalived has left behind', () => {
  it.each([
    ['goes first where the peer serves it', 0, [false, true], [true, true], 'first'],
    ['goes right before the start where nobody else has it', 0, [false, true], [true, false], 'beforeStart'],
    ['goes first where the primary has it too', 1, [false, true], [false, true], 'first'],
    [
      'goes right before the start where the secondary has it too',
      0,
      [false, true],
      [false, true],
      'beforeStart',
    ],
    ['is none where keepalived runs', 0, [true, true], [true, true], undefined],
    ['is none where it is not there', 0, [false, false], [true, true], undefined],
  ] as const)('%s', async (_name, at, [runs, holds], [peerRuns, peerHolds], expected) => {
    const each = await varsWith({});
    const vars = each[at];
    if (vars === undefined) throw new Error('no cluster');
    const peer = each[1 - at]?.member;
    const facts = machine(vars.cluster, '172.16.16.5', runs, holds);
    const theirs = machine(vars.cluster, '172.16.16.6', peerRuns, peerHolds);
    const context = {
      vars,
      facts,
      factsOf: new Map([
        [vars.member.host.name, facts],
        [peer?.host.name ?? '', theirs],
      ]),
    } as unknown as Parameters<typeof orphanedAddresses>[0];
    const found = orphanedAddresses(context);
    const changes = (resources: readonly Resource[]) =>
      resources.map((resource) => planOf(resource, facts)).filter(({ state }) => state === 'change');
    expect(changes(found.first)).toHaveLength(expected === 'first' ? 1 : 0);
    expect(changes(found.beforeStart)).toHaveLength(expected === 'beforeStart' ? 1 : 0);
    const [change] = changes([...found.first, ...found.beforeStart]);
    if (expected !== undefined)
      expect(change).toMatchObject({ script: expect.stringContaining('ip addr del') });
    // Before anything that serves is touched, on all machines; or not before the node's turn.
    expect(change).toEqual(
      expected === 'first'
        ? expect.objectContaining({ noticedBy: 'nobody' })
        : change && expect.not.objectContaining({ noticedBy: 'nobody' }),
    );
    expect(found.putBack).toBe(
      expected === 'beforeStart'
        ? `systemctl is-active --quiet keepalived || ip addr add ${ADDRESS}/32 dev eth0 2>/dev/null || true`
        : '',
    );
  });
});
