import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { cli } from './support/cli.ts';
import {
  exec,
  freshLab,
  holdersOf,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { ADVERT_MS } from './support/one-move.ts';
import { watching } from './support/watch.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';

describe('a cluster that somebody made by hand', () => {
  let lab: Lab | undefined;
  const texts = NODES.map(handWritten);
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-adopt', yum: ['2.2.7'] });
    for (const [index, node] of NODES.entries()) {
      await exec(lab, node, `yum -q -y install keepalived; cat > ${CONFIG}`, texts[index]);
      await exec(lab, node, 'systemctl start keepalived; sleep 4');
    }
    expect(await holdersOf(lab)).toEqual([PRIMARY]);
  });
  afterAll(() => removeLab(lab));

  it('is taken over without a move, measured, then proved; what was there is kept', async () => {
    const up = await watching(machines(), () => cli(['up', machines().inventoryFile, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.result.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true });
    const path = up.result.document.clusters.web?.drills.map(({ scenario, to }) => `${scenario} ${to}`);
    expect(path?.slice(-2)).toEqual([`stop ${SECONDARY}`, `stop ${PRIMARY}`]);
    expect(up.moves.slice(-2)).toEqual([SECONDARY, PRIMARY]);
    expect(up.moves.length).toBeLessThanOrEqual(3);
    expect(up.bothMs).toBeLessThanOrEqual(ADVERT_MS);
    const backups = `cat /var/lib/havip-deploy/journal/web/*/before${CONFIG}`;
    expect(await onNodes(machines(), backups)).toEqual(texts);
    expect(await onNodes(machines(), `stat -c %a ${CONFIG}`)).toEqual(['640\n', '640\n']);
    expect(await onNodes(machines(), 'systemctl is-enabled keepalived')).toEqual(['enabled\n', 'enabled\n']);
  });
});

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
