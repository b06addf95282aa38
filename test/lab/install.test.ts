import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { expectBuilt } from './support/built.ts';
import { type CliResult, cli } from './support/cli.ts';
import { freshLab, holdersOf, inventoryWith, NODES, onNodes, PRIMARY, removeLab } from './support/cluster.ts';

/** Everything that an installation would leave behind; that it was tried stays on record. */
const FINGERPRINT = `rpm -qa | sort
find /etc /usr /var/lib/havip-deploy /var/lib/havip /var/tmp -xdev -type f -newer /root/.before 2>/dev/null | grep -v '^/var/lib/havip-deploy/\\(journal\\|lock\\)/' | sort | xargs -r sha256sum
systemctl list-unit-files --no-legend 'keepalived*' || true`;

const MARK = 'touch /root/.before; sleep 0.05';

describe('where yum offers nothing new enough', () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-install', yum: ['1.2.13'], witness: false });
  });
  afterAll(() => removeLab(lab));

  /** A run that must fail and leave both machines as they were. */
  async function expectRefused(inventory: string): Promise<CliResult> {
    await onNodes(machines(), MARK);
    const before = await onNodes(machines(), FINGERPRINT);
    const refused = await cli(['up', inventory, '--json']);
    expect(refused.code).toBe(2);
    expect(await onNodes(machines(), FINGERPRINT)).toEqual(before);
    return refused;
  }

  it('and no source is set: says what was found where, and what to set', async () => {
    const { document } = await expectRefused(machines().inventoryFile);
    expect(document.errors).toMatchObject(
      NODES.map((host) => ({
        code: 'host.no-keepalived',
        host,
        detail: expect.stringMatching(
          /Installed: \S+; yum offers 1\.2\.13-1; method is auto and no source is set/,
        ),
        fix: expect.stringContaining('havip.install.source'),
      })),
    );
  });

  it('and the tarball is another one: does not unpack it', async () => {
    const { url, version } = machines().source;
    const source = { url, version, sha256: 'a'.repeat(64) };
    const inventory = await inventoryWith(machines(), 'wrong.yaml', {
      install: { method: 'source', source },
    });
    const { document } = await expectRefused(inventory);
    expect(document.errors).toMatchObject(
      NODES.map((host) => ({
        code: 'host.step-failed',
        host,
        detail: expect.stringMatching(/SHA-256 of the tarball is c61940d8\w+, expected a{64}: not unpacked/),
      })),
    );
  });

  longIt(
    'builds from a tarball of this machine, over an old package in use; the second time there is nothing to do',
    async () => {
      await onNodes(
        machines(),
        'yum -q -y install keepalived && printf "[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n" > /usr/lib/systemd/system/keepalived.service && systemctl daemon-reload && systemctl enable --now keepalived',
      );
      const { file, version, sha256 } = machines().source;
      const inventory = await inventoryWith(machines(), 'path.yaml', {
        install: { source: { path: file, version, sha256 } },
      });
      const up = await cli(['up', inventory, '--json']);
      expect(up).toMatchObject({ code: 0, document: { errors: [] } });
      expect(await holdersOf(machines())).toEqual([PRIMARY]);
      expect(up.document.clusters.web?.drills).toHaveLength(2);
      await expectBuilt(machines());
      const again = await cli(['up', inventory, '--json']);
      for (const node of NODES)
        expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    },
  );
});
