import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  ADDRESS,
  exec,
  freshLab,
  holdersOf,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { waitFor } from './support/serving.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';
const STATE = '/var/lib/havip/state/VI_1.json';

/** What is written counts only where the daemon that runs has read it, and what is recorded only from one that lives. */
describe('what is in force', { timeout: 600_000 }, () => {
  let lab: Lab;
  const run = (...words: string[]) => cli([...words, lab.inventoryFile, '--json']);
  const status = () => run('status');
  const said = ({ stdout, stderr }: CliResult) => `${stdout}${stderr}`;
  const nodeOf = (result: CliResult, node: string) => result.document.clusters.web?.nodes?.[node];

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-in-force' });
    await onNodes(lab, 'yum -q -y install keepalived >/dev/null; systemctl stop keepalived; true');
  });
  afterAll(() => removeLab(lab));

  it('options that name another file: nothing is called done', async () => {
    await exec(
      lab,
      SECONDARY,
      'printf "vrrp_instance A {\\nstate BACKUP\\ninterface eth0\\nvirtual_router_id 99\\npriority 10\\nvirtual_ipaddress {\\n172.16.16.99\\n}\\n}\\n" >/etc/keepalived/ha.conf',
    );
    await exec(
      lab,
      SECONDARY,
      `echo 'KEEPALIVED_OPTIONS="-D -f /etc/keepalived/ha.conf"' >/etc/sysconfig/keepalived`,
    );
    const up = await run('up');
    expect(up.code, said(up)).toBe(2);
    expect(said(up)).toContain('/etc/keepalived/ha.conf');
    await exec(
      lab,
      SECONDARY,
      `echo 'KEEPALIVED_OPTIONS="-D"' >/etc/sysconfig/keepalived; rm /etc/keepalived/ha.conf; systemctl stop keepalived`,
    );
    const right = await cli(['up', lab.inventoryFile, '--json', '--verify', 'never']);
    expect(right.code, said(right)).toBe(0);
    expect(right.document.clusters.web).toMatchObject({ healthy: true, holder: PRIMARY });
  });

  longIt.each([
    ['by hand', `setsid keepalived </dev/null >/dev/null 2>&1`],
    ['by another unit', 'systemd-run --unit other-vrrp --service-type=forking /usr/sbin/keepalived -D'],
  ])('a daemon started %s beside the unit is no service', async (_name, start) => {
    await exec(lab, SECONDARY, `systemctl stop keepalived; sleep 1; ${start}; sleep 5`);
    const seen = await status();
    expect(seen.document.clusters.web, said(seen)).toMatchObject({ healthy: false });
    expect(nodeOf(seen, SECONDARY)?.note).toMatch(/process \d+ .* is a keepalived outside the unit/);
    for (const command of ['plan', 'up']) {
      const refused = await run(command);
      expect(refused.code, said(refused)).toBe(2);
      expect(said(refused)).toMatch(/outside the unit/);
    }
    await exec(
      lab,
      SECONDARY,
      'systemctl stop other-vrrp 2>/dev/null; kill $(cat /run/keepalived.pid 2>/dev/null) 2>/dev/null; sleep 2; systemctl start keepalived; sleep 4',
    );
    expect((await status()).document.clusters.web).toMatchObject({ healthy: true });
  });

  longIt('a file that is right and was not loaded is drift, and loaded by the next run', async () => {
    await exec(
      lab,
      SECONDARY,
      `cp -p ${CONFIG} /root/right; sed -i 's/priority 240/priority 230/' ${CONFIG}; systemctl reload keepalived; sleep 1; cp -p /root/right ${CONFIG}; touch ${CONFIG}; sleep 4`,
    );
    const seen = await status();
    expect(nodeOf(seen, SECONDARY)?.note, said(seen)).toContain('priority 230 instead of 240');
    expect(seen.document.clusters.web).toMatchObject({ healthy: false });
    const up = await cli(['up', lab.inventoryFile, '--json', '--verify', 'never']);
    expect(up.code, said(up)).toBe(0);
    expect(up.document.clusters.web).toMatchObject({ healthy: true, holder: PRIMARY });
    const again = await run('plan');
    expect(again.document.hosts[SECONDARY]?.changed, said(again)).toBe(1);
  });

  it.each(
    sampleOf(1, [
      [
        'full',
        'mount -t tmpfs -o size=64k tmpfs /var/lib/havip && mkdir /var/lib/havip/state && cp -p /root/state.json ' +
          STATE +
          '; head -c 1m /dev/zero >/var/lib/havip/filler; true',
        'on a full disk',
      ],
      [
        'read-only',
        'mount -t tmpfs tmpfs /var/lib/havip && mkdir /var/lib/havip/state && cp -p /root/state.json ' +
          STATE +
          ' && mount -o remount,ro /var/lib/havip',
        'on a file system that is mounted read-only',
      ],
      [
        'immutable',
        'mount -t tmpfs tmpfs /var/lib/havip && mkdir /var/lib/havip/state && cp -p /root/state.json ' +
          STATE +
          ' && chattr +i /var/lib/havip/state',
        'immutable',
      ],
      [
        'without an inode',
        'mount -t tmpfs -o nr_inodes=4 tmpfs /var/lib/havip && mkdir /var/lib/havip/state && cp -p /root/state.json ' +
          STATE +
          '; touch /var/lib/havip/filler; true',
        'on a disk without a free inode',
      ],
    ]),
  )(
    'a state folder that is %s: the daemon itself is asked, and the disk is named',
    async (_name, fill, word) => {
      await onNodes(lab, `cp ${STATE} /root/state.json; ${fill}`);
      const [before = ''] = await holdersOf(lab);
      await exec(lab, before, 'systemctl stop keepalived; sleep 2; systemctl start keepalived; sleep 5');
      const [holder = ''] = await holdersOf(lab);
      expect(holder).not.toBe(before);
      const seen = await status();
      expect(seen.document.clusters.web, said(seen)).toMatchObject({ healthy: true, holder });
      expect(nodeOf(seen, holder)).toMatchObject({ vrrp: 'MASTER', holds: true });
      expect(nodeOf(seen, holder)?.note).toContain(`the folder /var/lib/havip/state is ${word}`);
      await onNodes(lab, 'umount /var/lib/havip');
      const after = await status();
      expect(after.document.clusters.web, said(after)).toMatchObject({ healthy: true, holder });
    },
  );

  longIt(
    'a state file of another boot, of a process id that was given away, or of nobody, is not believed',
    async () => {
      const [holder = ''] = await holdersOf(lab);
      const lies = [
        `sed -i 's/"boot_id":"[^"]*"/"boot_id":"an-earlier-one"/; s/MASTER/BACKUP/' ${STATE}`,
        `sed -i 's/"keepalived_pid":[0-9]*/"keepalived_pid":1/; s/MASTER/BACKUP/' ${STATE}`,
        `sed -i 's/"at_mono":[0-9.]*/"at_mono":1.5/; s/MASTER/BACKUP/' ${STATE}`,
        `rm ${STATE}`,
        `echo nonsense >${STATE}`,
      ];
      await exec(lab, holder, `cp -p ${STATE} /root/state.json`);
      for (const lie of lies) {
        await exec(lab, holder, `cp -p /root/state.json ${STATE}; ${lie}`);
        const seen = await status();
        expect(nodeOf(seen, holder), `${lie}\n${said(seen)}`).toMatchObject({ vrrp: 'MASTER', holds: true });
        expect(seen.document.clusters.web).toMatchObject({ healthy: true });
      }
      await exec(lab, holder, `mv /root/state.json ${STATE}; rm -f /tmp/keepalived.data`);
    },
  );

  longIt(
    'adopted, rolled back, failed over by itself: still seen as it is, and the undo ends with 0',
    async () => {
      await onNodes(
        lab,
        'systemctl stop keepalived; rm -rf /var/lib/havip /var/lib/havip-deploy /usr/libexec/keepalived /etc/systemd/system/keepalived.service.d; systemctl daemon-reload',
      );
      for (const node of NODES)
        await exec(lab, node, `cat >${CONFIG}; systemctl restart keepalived; sleep 4`, handMade(node));
      const found = await status();
      expect(nodeOf(found, PRIMARY), said(found)).toMatchObject({ vrrp: 'MASTER', holds: true });
      const up = await cli(['up', lab.inventoryFile, '--json', '--verify', 'never']);
      expect(up.code, said(up)).toBe(0);
      const undo = 'sh $(ls -d /var/lib/havip-deploy/journal/web/*/ | tail -n 1)undo.sh; echo "ended $?"';
      for (const node of [SECONDARY, PRIMARY]) expect(await exec(lab, node, undo)).toMatch(/ended 0\n$/);
      expect(await onNodes(lab, `ls ${STATE} 2>/dev/null || true`)).toEqual(['', '']);
      const [before = ''] = await holdersOf(lab);
      await exec(lab, before, 'systemctl restart keepalived; sleep 5');
      const [holder = ''] = await holdersOf(lab);
      const seen = await status();
      expect(seen.document.clusters.web, said(seen)).toMatchObject({ healthy: true, holder });
      const next = await run('up');
      expect(next.code, said(next)).toBe(0);
      await waitFor(async () => (await holdersOf(lab)).length === 1);
    },
  );
});

function handMade(node: string): string {
  const [own, peer, priority] = node === PRIMARY ? [5, 6, 100] : [6, 5, 90];
  return `vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    nopreempt
    priority ${priority}
    advert_int 1
    unicast_src_ip 172.16.16.${own}
    unicast_peer {
        172.16.16.${peer}
    }
    virtual_ipaddress {
        ${ADDRESS}
    }
    garp_master_refresh 5
}
`;
}
