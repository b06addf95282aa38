import { afterAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import {
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  NODES,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { dpkgState, LATER_VERSION, offerByApt, withoutYum } from './support/debian.ts';

/** The archive's package as if it were an older one, in use; then apt forgets the archive. */
const OLDER_IN_USE = `
apt-get update -qq
mkdir /etc/keepalived
cat > /etc/keepalived/keepalived.conf
apt-get install -qq -y --no-install-recommends keepalived
dpkg-deb -R /srv/apt/keepalived_* /root/older
sed -i 's/^Version: .*/Version: 1:2.2.4-1/' /root/older/DEBIAN/control
dpkg-deb -b /root/older /root/older.deb
dpkg --force-downgrade -i /root/older.deb
: > /etc/apt/sources.list
systemctl is-active keepalived
`;

const BY_HAND = `vrrp_instance BY_HAND {
  state BACKUP
  interface eth0
  virtual_router_id 77
  priority 100
  virtual_ipaddress {
    172.16.16.77/20
  }
}
`;

describe('where apt has nothing new enough for an older package in use', () => {
  let lab: Lab | undefined;
  afterAll(() => removeLab(lab));

  longIt(
    'builds over the package, which goes without stopping the service; the other node takes apt’s',
    async () => {
      lab = await freshLab({ name: 'test-apt-src', yum: 'none', witness: false });
      await withoutYum(lab);
      await offerByApt(lab);
      await exec(lab, SECONDARY, `exec 2>&1; set -e; ${OLDER_IN_USE}`, BY_HAND);
      const { url, version, sha256 } = lab.source;
      const inventory = await inventoryWith(lab, 'source.yaml', {
        install: { min_version: version, source: { url, version, sha256 } },
      });
      const up = await cli(['up', inventory, '--json', '--verify', 'never', '--replace-config']);
      expect(up).toMatchObject({ code: 0, document: { errors: [] } });
      expect(await holdersOf(lab)).toEqual([PRIMARY]);
      expect(await dpkgState(lab, PRIMARY)).toBe(`ii ${LATER_VERSION}`);
      expect(await dpkgState(lab, SECONDARY)).toBe('rc 1:2.2.4-1');
      const unit = 'systemctl show -p FragmentPath,ActiveState,UnitFileState keepalived | sort';
      expect(await exec(lab, SECONDARY, unit)).toBe(
        'ActiveState=active\nFragmentPath=/etc/systemd/system/keepalived.service\nUnitFileState=enabled\n',
      );
      expect(await exec(lab, SECONDARY, 'keepalived -v 2>&1; ls /usr/sbin/policy-rc.d 2>&1 || true')).toMatch(
        /v2\.2\.7[\s\S]*No such file/,
      );
      const again = await cli(['up', inventory, '--json', '--verify', 'never']);
      for (const node of NODES)
        expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    },
  );
});
