import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { type Watched, watching } from './support/watch.ts';

/** One advert of the standard profile in milliseconds: the longest time that two may hold the address. */
const ADVERT_MS = 1000;

/** Changes for which the holder has to start again: each begins with the same proved cluster. */
describe('a change that the holder must start again for', () => {
  let lab: Lab | undefined;
  let base = '';
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 't1-handover', yum: ['2.2.7', '2.3.3'] });
    base = await inventoryWith(lab, 'base.yaml', { install: { version: '2.2.7' } });
  });
  beforeEach(async () => {
    expect(await cli(['up', base])).toMatchObject({ code: 0 });
  });
  afterAll(() => removeLab(lab));

  it('a newer package: the standby first, then one measured move', async () => {
    const [from] = await holdersOf(machines());
    const inventory = await inventoryWith(machines(), 'newer.yaml', { install: { min_version: '2.3.0' } });
    const plan = await cli(['plan', inventory, '--json']);
    expect(plan.document.clusters.web?.effect).toMatchObject({ kind: 'move' });
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    const to = from === PRIMARY ? SECONDARY : PRIMARY;
    expect(up.result.code).toBe(0);
    expect(up.moves).toEqual([to]);
    expectMeasured(up, { from, to });
    expect(await onNodes(machines(), 'keepalived -v 2>&1 | head -n 1')).toEqual([
      expect.stringContaining('v2.3.3'),
      expect.stringContaining('v2.3.3'),
    ]);
  });

  it('another virtual router id: the address comes back where it was, measured', async () => {
    const [from] = await holdersOf(machines());
    const inventory = await inventoryWith(machines(), 'id.yaml', {
      virtual_router_id: 52,
      install: { version: '2.2.7' },
    });
    const plan = await cli(['plan', inventory, '--json']);
    const effect = plan.document.clusters.web?.effect;
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.moves).toEqual([from]);
    expectMeasured(up, { from, to: from });
    const expected = effect?.kind === 'move' ? effect.seconds * 1000 : Number.NaN;
    expect(Math.abs(expected - up.longestGapMs)).toBeLessThan(500);
  });

  it('a cluster made by hand is taken over with a backup and one move at most', async () => {
    await onNodes(
      machines(),
      'systemctl stop keepalived; rm -rf /usr/libexec/keepalived/havip-* /var/lib/havip-deploy/backup',
    );
    const texts = NODES.map(handWritten);
    for (const [index, node] of NODES.entries()) {
      await exec(
        machines(),
        node,
        'cat > /etc/keepalived/keepalived.conf; chmod 644 /etc/keepalived/keepalived.conf; systemctl start keepalived; sleep 4',
        texts[index],
      );
    }
    expect(await holdersOf(machines())).toEqual([PRIMARY]);
    const up = await watching(machines(), () => cli(['up', base, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.moves.length).toBeLessThanOrEqual(1);
    expect(up.bothMs).toBeLessThanOrEqual(ADVERT_MS);
    expect(up.result.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true });
    const backups = await onNodes(
      machines(),
      'cat /var/lib/havip-deploy/backup/*/etc/keepalived/keepalived.conf',
    );
    expect(backups).toEqual(texts);
    expect(await onNodes(machines(), 'stat -c %a /etc/keepalived/keepalived.conf')).toEqual([
      '640\n',
      '640\n',
    ]);
  });
});

function expectMeasured(
  { result, longestGapMs, bothMs }: Watched<CliResult>,
  path: { readonly from: string | undefined; readonly to: string | undefined },
): void {
  const drills = result.document.clusters.web?.drills ?? [];
  expect(drills).toMatchObject([{ scenario: 'handover', ...path, passed: true, error: null }]);
  const interruptionMs = drills[0]?.interruptionMs ?? Number.NaN;
  expect(Math.abs(interruptionMs - longestGapMs)).toBeLessThanOrEqual(Math.max(50, longestGapMs / 10));
  expect(bothMs).toBeLessThanOrEqual(ADVERT_MS);
}

/** What an administrator has after following the guide, with its mistakes mended so that it runs. */
function handWritten(node: string): string {
  const [own, peer, priority] = node === PRIMARY ? [5, 6, 100] : [6, 5, 50];
  return `! Configuration File for keepalived
global_defs {
   router_id LVS_DEVEL
   vrrp_skip_check_adv_addr
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    nopreempt
    priority ${priority}
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    unicast_src_ip 172.16.16.${own}
    unicast_peer {
        172.16.16.${peer}
    }
    virtual_ipaddress {
        172.16.16.12
    }
    garp_master_delay 1
    garp_master_refresh 5
}
`;
}
