import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    if (expected === 'beforeStart') expect(found.putBack).toContain(`ip addr add ${ADDRESS}/32 dev "$card"`);
    else expect(found.putBack).toBe('');
  });

  it.each([
    ['goes back where nobody has it', 'false', ['asked'], true, ''],
    [
      'stays off where another machine has it',
      'false',
      ['answer'],
      false,
      'another machine has it (02:00:00:00:00:09)',
    ],
    ['goes back once a machine that stops has let go of it', 'false', ['answer', 'asked'], true, ''],
    ['goes back where nobody could ask', 'false', [''], true, ''],
    ['is left to a keepalived that runs', 'true', ['asked'], false, ''],
  ] as const)('after an undo it %s', async (_name, active, answers, isBack, said) => {
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const facts = machine(vars.cluster, '172.16.16.5', false, true);
    const context = { vars, facts, factsOf: new Map([[vars.member.host.name, facts]]) };
    const { putBack } = orphanedAddresses(context as unknown as Parameters<typeof orphanedAddresses>[0]);
    // What it asks the wire by is tried on a wire elsewhere; here it is what answers, one time after the other.
    const folder = mkdtempSync(join(tmpdir(), 'orphans-'));
    const asks = answers.map((each) =>
      each === 'answer' ? `answer ${ADDRESS} 02:00:00:00:00:09\\nasked` : each,
    );
    const asked = putBack.replace(
      /ask\(\) \{\n[\s\S]*\n {2}\}\n(?= {2}for turn)/,
      'ask() { next_answer; }\n',
    );
    const program = `systemctl() { ${active}; }
ip() { echo "$*" >>'${folder}/ip'; }
sleep() { :; }
next_answer() {
  turn=$(cat '${folder}/turn' 2>/dev/null || echo 0); echo $((turn + 1)) >'${folder}/turn'
  case $turn in 0) printf '${asks[0]}\\n' ;; *) printf '${asks.at(-1)}\\n' ;; esac
}
set -e
${asked}`;
    const { status, stdout } = spawnSync('sh', ['-c', program], { encoding: 'utf8' });
    const added = existsSync(join(folder, 'ip'));
    rmSync(folder, { recursive: true });
    expect([status, added]).toEqual([0, isBack]);
    expect(stdout.trim()).toBe(said === '' ? '' : `${ADDRESS} is not put back: ${said}`);
  });
});
