import { expect } from 'vitest';
import type { Lab } from '../../../src/lab/index.ts';
import { exec, NODES } from './cluster.ts';

/** Both nodes run keepalived as it was built on them, and nothing else is left of the build. */
export async function expectBuilt(lab: Lab): Promise<void> {
  for (const node of NODES) {
    expect(await exec(lab, node, 'keepalived -v 2>&1 | head -n 1')).toContain('v2.2.7');
    expect(await exec(lab, node, 'rpm -q keepalived || true')).toContain('not installed');
    expect(
      await exec(lab, node, 'systemctl show -p FragmentPath,ActiveState,UnitFileState keepalived | sort'),
    ).toBe(
      'ActiveState=active\nFragmentPath=/etc/systemd/system/keepalived.service\nUnitFileState=enabled\n',
    );
    expect(
      await exec(lab, node, 'tr "\\0" " " < /proc/$(systemctl show -p MainPID --value keepalived)/cmdline'),
    ).toBe('/usr/sbin/keepalived --dont-fork ');
    expect(await exec(lab, node, 'ls /var/tmp | grep havip-deploy || true')).toBe('');
    expect(
      await exec(
        lab,
        node,
        "sed -n 's/^file=//p' /var/lib/havip-deploy/source-keepalived | sha256sum --strict --quiet -c 2>&1",
      ),
    ).toBe('');
  }
}
