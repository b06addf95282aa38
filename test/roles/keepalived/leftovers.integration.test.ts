import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { leftoversFact, nothingLeft } from '../../../roles/keepalived/leftovers.ts';
import { factsOf, planOf } from '../../support/facts.ts';
import { varsWith } from './sample.ts';

/** A network of its own with the real `ip`; what keepalived sets carries its number, 18. */
const WORLD = `ip link set lo up
ip addr add 172.16.16.12/32 dev lo label lo:vip
ip route add 10.99.0.0/24 dev lo proto 18
ip route add 10.98.0.0/24 dev lo table 100 proto 18
ip route add 10.97.0.0/24 dev lo
ip rule add from 172.16.16.12 table 100 pref 1000 protocol 18
ip rule add to 10.98.0.0/24 iif lo table 100 pref 1001 protocol 18
ip rule add from 10.97.0.0/24 table 100 pref 1002
`;

const inWorld = (program: string) =>
  spawnSync('unshare', ['-n', 'sh', '-c', `${WORLD}\n${program}`], { encoding: 'utf8' });

describe('what a killed keepalived has set and nobody took back', () => {
  it('is seen and taken away: addresses, routes and rules, those of others stay', async () => {
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const fact = leftoversFact(vars.cluster);
    const looked = inWorld(fact.program).stdout;
    expect(fact.parse(looked)).toMatchObject({
      addresses: ['172.16.16.12'],
      routing: [
        'route 10.99.0.0/24 dev lo scope link',
        'route 10.98.0.0/24 dev lo table 100 scope link',
        'rule 1000 from 172.16.16.12 lookup 100',
        'rule 1001 from all to 10.98.0.0/24 iif lo lookup 100',
      ].sort(),
    });
    const planned = planOf(nothingLeft(vars.cluster, false), factsOf([fact, looked]));
    if (planned.state !== 'change') throw new Error(planned.state);
    const { status, stdout } = inWorld(`( ${planned.script}
) >&2 || exit; ip -o addr show dev lo | grep 172.16; ip route show table all | grep 10.9; ip rule show | grep 10.9`);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: '10.97.0.0/24 dev lo scope link \n1002:\tfrom 10.97.0.0/24 lookup 100\n',
    });
  });

  it('while the unit runs, they are its own', async () => {
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const looked = inWorld(leftoversFact(vars.cluster).program).stdout;
    const planned = planOf(nothingLeft(vars.cluster, true), factsOf([leftoversFact(vars.cluster), looked]));
    expect(planned.state).toBe('unchanged');
  });
});
