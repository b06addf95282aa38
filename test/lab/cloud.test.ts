import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longIt, sampleOf } from '../support/long.ts';
import type { CliResult } from './support/cli.ts';
import { CloudLab } from './support/cloud-lab.ts';
import { exec, holdersOf, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { serves } from './support/serving.ts';

let own: CloudLab;

beforeAll(async () => {
  own = await CloudLab.start('t-cloud');
});
afterAll(() => removeLab(own?.lab));

describe('up, with the cloud', () => {
  it('plans without a call that writes', async () => {
    const { code, stdout } = await own.run('plan', '--detailed-exitcode', own.inventory);
    expect(code).toBe(6);
    expect(stdout).toContain('create web: an address that the cloud chooses');
    expect(await own.cloud.calls('writing')).toEqual([]);
  });

  it('creates the HAVIP, installs, binds an EIP, drills; three sources agree', async () => {
    const { code, document } = await own.run('up', '--json', own.inventory);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    const { web } = document.clusters;
    expect(web?.drills.map(({ passed }) => passed)).toEqual([true, true]);
    expect(web?.cloud).toMatchObject({
      havipId: await own.havipId(),
      boundTo: PRIMARY,
      sources: { vrrp: [PRIMARY], interface: [PRIMARY], cloud: PRIMARY },
      disagreements: [],
    });
    const changed = web?.cloud?.tasks.filter((task) => task.changed).map(({ name }) => name);
    expect(changed).toEqual(['HAVIP', 'EIP', 'EIP binding']);
    const [address = ''] = web?.addresses ?? [];
    await serves(own.lab, address);
  });

  it('has nothing to do the second time: no call that writes, one round trip a node', async () => {
    await own.cloud.forget();
    const { code, document } = await own.run('up', '--json', own.inventory);
    expect(code).toBe(0);
    expect(await own.cloud.calls('writing')).toEqual([]);
    expect(document.hosts[PRIMARY]).toMatchObject({ changed: 0, roundTrips: 1 });
    expect((await own.run('plan', '--detailed-exitcode', own.inventory)).code).toBe(0);
  });

  it('adopts a HAVIP by its id, as Terraform gives it', async () => {
    const file = await own.withCloud('by-id.yaml', { havip_id: await own.havipId() });
    await own.cloud.forget();
    const { code, document } = await own.run('up', '--json', file);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    expect(await own.cloud.calls('writing')).toEqual([]);
  });
});

describe('a cloud that fails', () => {
  /** An `up` during which one action is always refused. */
  async function upWhile(action: string, code: string): Promise<CliResult> {
    await own.cloud.faults({ action, kind: 'error', code, times: 20 });
    const up = await own.run('up', '--json', own.inventory);
    await own.cloud.clearFaults();
    return up;
  }

  it.each(
    sampleOf(1, [
      ['answer lost', { kind: 'answer-lost' }],
      ['throttle', { kind: 'throttle', times: 2 }],
      ['5xx', { kind: 'status', status: 503 }],
      ['reset', { kind: 'reset' }],
      ['malformed', { kind: 'malformed' }],
      ['slow', { kind: 'slow', ms: 1500 }],
    ]),
  )('%s, now and then: asked again', async (_name, fault) => {
    await own.cloud.faults({ ...fault }, { action: 'DescribeInstances', ...fault });
    const { document, stderr } = await own.run('up', '--json', own.inventory);
    await own.cloud.clearFaults();
    expect(document.errors).toEqual([]);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  longIt('for good: told with what it said, and the machines serve on', async () => {
    const refused = await upWhile('DescribeHaVips', 'UnauthorizedOperation');
    expect(refused.code).toBe(2);
    expect(refused.document.errors).toHaveLength(1);
    expect(JSON.stringify(refused.document.errors)).toContain('DescribeHaVips');
    const [havip] = Object.values((await own.cloud.world()).havips);
    expect(await holdersOf(own.lab, havip?.Vip)).toHaveLength(1);
  });

  longIt(
    'while an EIP is bound: says so, undoes nothing on the machines, and is finished by the next run',
    async () => {
      const eip = await own.unbindPublic();
      const failed = await upWhile('HaVipAssociateAddressIp', 'UnsupportedOperation');
      expect(failed.code).toBe(2);
      expect(failed.document.clusters.web).toMatchObject({ healthy: true });
      expect(failed.document.clusters.web?.cloud?.tasks).toContainEqual(
        expect.objectContaining({ name: 'EIP binding', error: expect.any(String) }),
      );
      const mended = await own.run('up', '--json', own.inventory);
      expect(mended.document.errors).toEqual([]);
      expect(Object.keys((await own.cloud.world()).addresses)).toEqual([eip]);
    },
  );
});

describe('down', () => {
  it('asks, or wants --yes', async () => {
    const { code, stderr } = await own.run('down', own.inventory);
    expect([code, stderr]).toEqual([5, expect.stringContaining('--yes')]);
  });

  it('only tells with --check', async () => {
    await own.cloud.forget();
    const { code, document } = await own.run('down', '--check', '--json', own.inventory);
    expect(code).toBe(0);
    expect(document.hosts[PRIMARY]?.changed).toBeGreaterThan(4);
    expect(await own.cloud.calls('writing')).toEqual([]);
  });

  it('takes away what up made, the program with --purge, and has nothing to do the second time', async () => {
    const { code, document } = await own.run('down', '--yes', '--purge', '--json', own.inventory);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    const { havips, addresses } = await own.cloud.world();
    expect([havips, addresses]).toEqual([{}, {}]);
    for (const node of [PRIMARY, SECONDARY]) {
      expect(await exec(own.lab, node, 'rpm -q keepalived || true')).toContain('not installed');
      const left = 'find /etc /usr /run /var/lib/havip -name "*havip*" -not -path "*/journal/*"';
      expect(await exec(own.lab, node, `${left} 2>/dev/null | grep -v '^/var/lib/havip$' || true`)).toBe('');
    }
    await own.cloud.forget();
    const again = await own.run('down', '--yes', '--purge', '--json', own.inventory);
    expect([again.code, again.document.hosts[PRIMARY]?.changed]).toEqual([0, 0]);
    expect(await own.cloud.calls('writing')).toEqual([]);
  });
});
