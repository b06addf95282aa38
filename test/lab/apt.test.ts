import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
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
import { DEBIAN_VERSION, dpkgState, LATER_VERSION, offerByApt, withoutYum } from './support/debian.ts';

/** Somebody's own rule, on the primary: it forbids too, and keeps a record. */
const POLICY = '/usr/sbin/policy-rc.d';
const OWN_POLICY = '#!/bin/sh\necho "$@" >> /root/policy.log\nexit 101\n';
const NO_POLICY = `ls ${POLICY} 2>/dev/null || true`;

/** A configuration that a removed package left on the secondary, which would claim the address at once. */
const LEFT_OVER = `vrrp_instance VI_LEFT_OVER {
  state MASTER
  interface eth0
  virtual_router_id 52
  priority 255
  virtual_ipaddress { 172.16.16.12/20 }
}
`;
const STARTS = 'journalctl -u keepalived -o cat --no-pager | grep -c "^Started keepalived" || true';

describe('where packages come by apt', () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-apt', yum: 'none', witness: false });
    await withoutYum(lab);
  });
  afterAll(() => removeLab(lab));

  /** `up` that has to fail on both nodes with this code and these words. */
  async function expectRefused(inventory: string, code: string, words: RegExp): Promise<void> {
    const { document, ...refused } = await cli(['up', inventory, '--json']);
    expect(refused.code).toBe(2);
    const hosts = new Set(document.errors.map(({ host }) => host));
    for (const error of document.errors)
      expect(error).toMatchObject({ code, detail: expect.stringMatching(words) });
    expect(hosts.size).toBeGreaterThan(0);
    expect(await onNodes(machines(), 'command -v keepalived || true')).toEqual(['', '']);
  }

  it('says so in apt’s words where no archive has it', async () => {
    await expectRefused(
      machines().inventoryFile,
      'host.no-keepalived',
      /apt offers none \("E: Unable to locate package keepalived"\)/,
    );
  });

  describe('from Debian’s archive', () => {
    beforeAll(async () => {
      await offerByApt(machines());
      await onNodes(
        machines(),
        `printf 'Package: keepalived\\nPin: version 1:2.2.8*\\nPin-Priority: 90\\n' > /etc/apt/preferences.d/lab`,
      );
      await exec(
        machines(),
        SECONDARY,
        'apt-get update -qq && apt-get install -qq -y --no-install-recommends keepalived && cat > /etc/keepalived/keepalived.conf && apt-get remove -qq -y --autoremove keepalived',
        LEFT_OVER,
      );
      await exec(machines(), PRIMARY, `cat > ${POLICY} && chmod 755 ${POLICY}`, OWN_POLICY);
    });

    it('says what there is where that is too old, apt’s own choice first', async () => {
      expect(await dpkgState(machines(), SECONDARY)).toBe(`rc ${DEBIAN_VERSION}`);
      const inventory = await inventoryWith(machines(), 'new.yaml', { install: { min_version: '9.0' } });
      await expectRefused(
        inventory,
        'host.no-keepalived',
        /Installed: none; apt offers 1:2\.2\.7-1\+b2, 1:2\.2\.8-1~lab;/,
      );
    });

    it('leaves no rule behind when an installation fails', async () => {
      await onNodes(machines(), 'mkdir /root/away && mv /srv/apt/libsnmp40_* /root/away');
      await expectRefused(machines().inventoryFile, 'host.step-failed', /libsnmp40/);
      await onNodes(machines(), 'mv /root/away/* /srv/apt');
      expect(await exec(machines(), SECONDARY, NO_POLICY)).toBe('');
    });

    it('plans apt’s own choice, also over what was removed but for its configuration', async () => {
      const { document } = await cli(['plan', machines().inventoryFile, '--json']);
      for (const node of NODES)
        expect(document.hosts[node]?.tasks).toContainEqual(
          expect.objectContaining({ diff: `keepalived: not installed -> ${DEBIAN_VERSION} (apt)` }),
        );
    });

    it('installs, configures and drills, and starts nothing before its configuration is there', async () => {
      const up = await cli(['up', machines().inventoryFile, '--json']);
      expect(up).toMatchObject({ code: 0, document: { errors: [] } });
      const drills = up.document.clusters.web?.drills ?? [];
      expect(drills).toMatchObject([{ passed: true }, { passed: true }]);
      for (const { interruptionMs } of drills) expect(interruptionMs).toBeGreaterThan(0);
      expect(await holdersOf(machines())).toEqual([PRIMARY]);
      for (const node of NODES) expect(await dpkgState(machines(), node)).toBe(`ii ${DEBIAN_VERSION}`);
      expect(await exec(machines(), SECONDARY, 'journalctl -u keepalived --no-pager')).not.toContain(
        'VI_LEFT_OVER',
      );
    });

    it('respects the rule that was there, and takes its own away', async () => {
      expect(await exec(machines(), PRIMARY, `cat ${POLICY}`)).toBe(OWN_POLICY);
      expect(await exec(machines(), PRIMARY, 'cat /root/policy.log')).toContain('keepalived.service start');
      expect(await exec(machines(), SECONDARY, NO_POLICY)).toBe('');
    });

    it('has nothing to do the second time, in one round trip, also where the package is held', async () => {
      await exec(machines(), PRIMARY, 'apt-mark hold keepalived');
      const again = await cli(['up', machines().inventoryFile, '--json']);
      expect(again.code).toBe(0);
      for (const node of NODES)
        expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
      await exec(machines(), PRIMARY, 'apt-mark unhold keepalived');
    });

    longIt('takes the older version back: by itself where the drills fail, and by rollback', async () => {
      const later = { install: { version: LATER_VERSION } };
      const verify = { interval: '10ms', max_interruption: '11ms' };
      const impossible = await inventoryWith(machines(), 'impossible.yaml', { ...later, verify });
      const undone = await cli(['up', impossible, '--verify', 'always', '--json']);
      expect(undone.code, undone.stdout).toBe(3);
      expect(undone.document.errors.map(({ code }) => code)).toContain('verify.rolled-back');
      for (const node of NODES) expect(await dpkgState(machines(), node)).toBe(`ii ${DEBIAN_VERSION}`);
      const up = await cli(['up', await inventoryWith(machines(), 'proved.yaml', later), '--json']);
      expect(up.code, up.stdout).toBe(0);
      for (const node of NODES) expect(await dpkgState(machines(), node)).toBe(`ii ${LATER_VERSION}`);
      const back = await cli(['rollback', machines().inventoryFile, '--json']);
      expect(back.code, back.stdout).toBe(0);
      for (const node of NODES) expect(await dpkgState(machines(), node)).toBe(`ii ${DEBIAN_VERSION}`);
      const again = await cli(['up', machines().inventoryFile, '--json']);
      expect(again.document.clusters.web).toMatchObject({ healthy: true });
      for (const node of NODES)
        expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    });

    longIt('finishes an upgrade that was cut off, and restarts each node once itself', async () => {
      await exec(
        machines(),
        SECONDARY,
        `dpkg --unpack /srv/apt/keepalived-later.deb && printf '#!/bin/sh\\n# havip-deploy, of a run that is gone\\nexit 101\\n' > ${POLICY}`,
      );
      const starts = (await onNodes(machines(), STARTS)).map(Number);
      const inventory = await inventoryWith(machines(), 'later.yaml', {
        install: { version: LATER_VERSION },
      });
      const up = await cli(['up', inventory, '--json']);
      expect(up).toMatchObject({ code: 0, document: { errors: [] } });
      for (const node of NODES) expect(await dpkgState(machines(), node)).toBe(`ii ${LATER_VERSION}`);
      expect((await onNodes(machines(), STARTS)).map(Number)).toEqual(starts.map((count) => count + 1));
      expect(await exec(machines(), SECONDARY, NO_POLICY)).toBe('');
    });
  });
});
