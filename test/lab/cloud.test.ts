import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import { type CloudControls, controlsOf } from './support/cloud-controls.ts';
import {
  exec,
  freshLab,
  type HavipVariables,
  holdersOf,
  inventoryWith,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { serves, waitFor } from './support/serving.ts';

let lab: Lab;
let cloud: CloudControls;
let inventory: string;

beforeAll(async () => {
  lab = await freshLab({ name: 't-cloud', cloud: 'inventory' });
  cloud = await controlsOf(lab);
  inventory = await inventoryWith(lab, 'eip.yaml', { eip: 'auto', address: 'auto' });
});

afterAll(() => removeLab(lab));

const run = (...words: readonly string[]): Promise<CliResult> => cli(words, { env: cloud.env });

const codes = ({ document }: CliResult) => document.errors.map(({ code }) => code);

async function havipId(): Promise<string> {
  const [id = ''] = Object.keys((await cloud.world()).havips);
  return id;
}

const idOf = (host: string): string => lab.cloud?.instanceIds[host] ?? '';

/** The inventory with settings of the cloud over its own. */
function cloudInventory(file: string, settings: HavipVariables): Promise<string> {
  const { url, region, vpcId, subnetId } = lab.cloud ?? {};
  const own = { provider: 'tencent', region, vpc_id: vpcId, subnet_id: subnetId, endpoint: url };
  return inventoryWith(lab, file, { eip: 'auto', address: 'auto', cloud: { ...own, ...settings } });
}

describe('up, with the cloud', () => {
  it('plans without a call that writes', async () => {
    const { code, stdout } = await run('plan', '--detailed-exitcode', inventory);
    expect(code).toBe(6);
    expect(stdout).toContain('create web: an address that the cloud chooses');
    expect(await cloud.calls('writing')).toEqual([]);
  });

  it('creates the HAVIP, installs, binds an EIP, drills; three sources agree', async () => {
    const { code, document } = await run('up', '--json', inventory);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    const { web } = document.clusters;
    expect(web?.drills.map(({ passed }) => passed)).toEqual([true, true]);
    expect(web?.cloud).toMatchObject({
      havipId: await havipId(),
      boundTo: PRIMARY,
      sources: { vrrp: [PRIMARY], interface: [PRIMARY], cloud: PRIMARY },
      disagreements: [],
    });
    const changed = web?.cloud?.tasks.filter((task) => task.changed).map(({ name }) => name);
    expect(changed).toEqual(['HAVIP', 'EIP', 'EIP binding']);
    const [address = ''] = web?.addresses ?? [];
    await serves(lab, address);
  });

  it('has nothing to do the second time: no call that writes, one round trip a node', async () => {
    await cloud.forget();
    const { code, document } = await run('up', '--json', inventory);
    expect(code).toBe(0);
    expect(await cloud.calls('writing')).toEqual([]);
    expect(document.hosts[PRIMARY]).toMatchObject({ changed: 0, roundTrips: 1 });
    expect((await run('plan', '--detailed-exitcode', inventory)).code).toBe(0);
  });

  it('adopts a HAVIP by its id, as Terraform gives it', async () => {
    const file = await cloudInventory('by-id.yaml', { havip_id: await havipId() });
    await cloud.forget();
    const { code, document } = await run('up', '--json', file);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    expect(await cloud.calls('writing')).toEqual([]);
  });
});

describe('three sources that disagree', () => {
  it('are told by status, each with a sentence', async () => {
    const id = await havipId();
    let said: readonly string[] = [];
    // The holder announces the address every few seconds, so the cloud may have followed it before it is asked.
    await waitFor(async () => {
      await cloud.patch({ havips: { [id]: { InstanceId: idOf(SECONDARY) } } });
      const { code, document } = await run('status', '--json', inventory);
      expect(code).toBe(0);
      said = document.clusters.web?.cloud?.disagreements ?? [];
      return said.length > 0;
    });
    expect(said).toEqual([expect.stringContaining(`and the cloud sends it to ${SECONDARY}`)]);
  });
});

describe('a node outside the range', () => {
  const range = (...ids: readonly string[]) => ({
    CheckAssociate: true,
    HaVipAssociationSet: ids.map((InstanceId) => ({ InstanceId, InstanceType: 'CVM' })),
  });

  it('is refused by preflight', async () => {
    await cloud.patch({ havips: { [await havipId()]: range(idOf(PRIMARY)) } });
    const refused = await run('up', '--json', inventory);
    expect(refused.code).toBe(2);
    expect(codes(refused)).toEqual(['cloud.node-outside-range']);
  });

  it('is explained by the drill in one sentence, where preflight is skipped', async () => {
    const drilled = await run('up', '--json', '--skip-preflight', '--verify', 'always', inventory);
    expect(drilled.code).toBe(3);
    const explained = drilled.document.errors.find(({ code }) => code === 'verify.cloud-excludes-holder');
    expect(explained?.summary).toContain(
      `${SECONDARY} took ${drilled.document.clusters.web?.addresses[0]} over from ${PRIMARY}, and the cloud does not send it there, because the range of ${await havipId()} leaves ${SECONDARY} out`,
    );
  });

  it('is added where the inventory limits the range', async () => {
    const file = await cloudInventory('limited.yaml', { name: 'web', limit_range: true });
    const added = await run('up', '--json', file);
    expect(added.document.errors).toEqual([]);
    expect(added.document.clusters.web?.cloud?.tasks).toContainEqual(
      expect.objectContaining({ name: 'HAVIP range', changed: true }),
    );
  });
});

describe('a cloud that fails', () => {
  it.each([
    ['throttle', { kind: 'throttle', times: 2 }],
    ['5xx', { kind: 'status', status: 503 }],
    ['reset', { kind: 'reset' }],
    ['malformed', { kind: 'malformed' }],
    ['slow', { kind: 'slow', ms: 1500 }],
    ['answer lost', { kind: 'answer-lost' }],
  ])('%s, now and then: asked again', async (_name, fault) => {
    await cloud.faults({ ...fault }, { action: 'DescribeInstances', ...fault });
    const { document, stderr } = await run('up', '--json', inventory);
    await cloud.clearFaults();
    expect(document.errors).toEqual([]);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  it('for good: told with what it said, and the machines serve on', async () => {
    await cloud.faults({ action: 'DescribeHaVips', kind: 'error', code: 'UnauthorizedOperation', times: 20 });
    const refused = await run('up', '--json', inventory);
    await cloud.clearFaults();
    expect(refused.code).toBe(2);
    expect(refused.document.errors).toHaveLength(1);
    expect(JSON.stringify(refused.document.errors)).toContain('DescribeHaVips');
    expect(await holdersOf(lab, refused.document.clusters.web?.addresses[0] ?? '')).toBeDefined();
  });

  it('while an EIP is bound: says so, undoes nothing on the machines, and is finished by the next run', async () => {
    const id = await havipId();
    const { addresses } = await cloud.world();
    const [eip = ''] = Object.keys(addresses);
    await cloud.patch({
      havips: { [id]: { AddressIp: '' } },
      addresses: { [eip]: { AddressStatus: 'UNBIND', InstanceId: null, InstanceType: null } },
    });
    await cloud.faults({
      action: 'HaVipAssociateAddressIp',
      kind: 'error',
      code: 'UnsupportedOperation',
      times: 20,
    });
    const failed = await run('up', '--json', inventory);
    await cloud.clearFaults();
    expect(failed.code).toBe(2);
    expect(failed.document.clusters.web).toMatchObject({ healthy: true });
    expect(failed.document.clusters.web?.cloud?.tasks).toContainEqual(
      expect.objectContaining({ name: 'EIP binding', error: expect.any(String) }),
    );
    const mended = await run('up', '--json', inventory);
    expect(mended.document.errors).toEqual([]);
    expect(Object.keys((await cloud.world()).addresses)).toEqual([eip]);
  });
});

describe('down', () => {
  it('asks, or wants --yes', async () => {
    const { code, stderr } = await run('down', inventory);
    expect([code, stderr]).toEqual([5, expect.stringContaining('--yes')]);
  });

  it('only tells with --check', async () => {
    await cloud.forget();
    const { code, document } = await run('down', '--check', '--json', inventory);
    expect(code).toBe(0);
    expect(document.hosts[PRIMARY]?.changed).toBeGreaterThan(4);
    expect(await cloud.calls('writing')).toEqual([]);
  });

  it('takes away what up made, the program with --purge, and has nothing to do the second time', async () => {
    const { code, document } = await run('down', '--yes', '--purge', '--json', inventory);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    const { havips, addresses } = await cloud.world();
    expect([havips, addresses]).toEqual([{}, {}]);
    for (const node of [PRIMARY, SECONDARY]) {
      expect(await exec(lab, node, 'rpm -q keepalived || true')).toContain('not installed');
      const left = 'find /etc /usr /run /var/lib/havip -name "*havip*" -not -path "*/journal/*"';
      expect(await exec(lab, node, `${left} 2>/dev/null | grep -v '^/var/lib/havip$' || true`)).toBe('');
    }
    await cloud.forget();
    const again = await run('down', '--yes', '--purge', '--json', inventory);
    expect([again.code, again.document.hosts[PRIMARY]?.changed]).toEqual([0, 0]);
    expect(await cloud.calls('writing')).toEqual([]);
  });
});
