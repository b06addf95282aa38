import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { execute } from '../../src/lab/command.ts';
import { type Lab, labDown, labStatus, labUp } from '../../src/lab/index.ts';
import { labProcesses } from '../../src/lab/machines/processes.ts';
import { cli } from './support/cli.ts';
import { cloudCaller, cloudControl, cloudOf, cloudState, untilCloud } from './support/cloud.ts';
import { ADDRESS, exec, freshLab, holdersOf, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { upOrThrow } from './support/lab.ts';
import { leftoversOf } from './support/leftovers.ts';

const OPTIONS = { name: 'lab-test-cloud' } as const;

/** When a gratuitous ARP has to have moved the binding; the move itself takes some milliseconds. */
const SOON_MS = 1000;

let lab: Lab;
let call: Awaited<ReturnType<typeof cloudCaller>>;
let havipId: string;
let eip: string;

beforeAll(async () => {
  lab = await freshLab(OPTIONS);
  call = await cloudCaller(lab);
  const { vpcId, subnetId } = cloudOf(lab);
  const place = { VpcId: vpcId, SubnetId: subnetId, Vip: ADDRESS };
  const { HaVip } = (await call('CreateHaVip', { ...place, HaVipName: 'web' })) as {
    HaVip: { HaVipId: string };
  };
  havipId = HaVip.HaVipId;
  const up = await cli(['up', lab.inventoryFile, '--verify', 'never']);
  if (up.code !== 0) throw new Error(up.stdout + up.stderr);
});
afterAll(() => removeLab(lab));

const havip = async () => (await cloudState(lab)).havips[havipId];
const instance = (machine: string) => cloudOf(lab).instanceIds[machine] ?? '';
const boundTo = (machine: string) => (world: Awaited<ReturnType<typeof cloudState>>) =>
  world.havips[havipId]?.InstanceId === instance(machine);

/** What `curl` gets of the nginx that has the public address; a failure is an empty text. */
async function served(address: string): Promise<string> {
  return (await execute(['curl', '-s', '-m', '2', `http://${address}/`])).stdout.trim();
}

async function untilServed(address: string, by: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while ((await served(address)) !== by) {
    if (performance.now() > deadline) throw new Error(`${address} is not served by "${by}"`);
    await sleep(100);
  }
}

describe('the cloud of a lab', () => {
  test('knows the machines as they are', async () => {
    const { InstanceSet } = (await call('DescribeInstances', {
      Filters: [{ Name: 'vpc-id', Values: [cloudOf(lab).vpcId] }],
    })) as { InstanceSet: { InstanceName: string }[] };
    expect(InstanceSet.map(({ InstanceName }) => InstanceName)).toEqual([PRIMARY, SECONDARY, 'probe-01']);
    const { NetworkInterfaceSet } = (await call('DescribeNetworkInterfaces', {
      Filters: [{ Name: 'attachment.instance-id', Values: [instance(PRIMARY)] }],
    })) as { NetworkInterfaceSet: { MacAddress: string }[] };
    const mac = await exec(lab, PRIMARY, 'cat /sys/class/net/eth0/address');
    expect(NetworkInterfaceSet).toMatchObject([
      { MacAddress: mac.trim(), PrivateIpAddressSet: [{ PrivateIpAddress: '172.16.16.5' }] },
    ]);
  });

  test('is not in the inventory of a lab that was not asked to', async () => {
    const { all } = parse(await readFile(lab.inventoryFile, 'utf8'));
    expect(all.children.web.vars.havip.cloud).toBeUndefined();
    expect(all.children.web.hosts[PRIMARY].instance_id).toBeUndefined();
    expect(await labUp({ ...OPTIONS, cloud: 'none' }, () => {})).toMatchObject({
      problems: [{ code: 'usage.lab-differs', detail: 'Its use of the cloud: beside. Asked for: none.' }],
    });
  });

  test('has bound the HAVIP to the node that keepalived put it on', async () => {
    await untilCloud(lab, boundTo(PRIMARY));
    expect(await havip()).toMatchObject({
      State: 'AVAILABLE',
      NetworkInterfaceId: instance(PRIMARY).replace('ins', 'eni'),
    });
  });

  test('opens a public address while it is bound', async () => {
    const { AddressSet } = (await call('AllocateAddresses')) as { AddressSet: string[] };
    const id = AddressSet[0] ?? '';
    const allocated = await untilCloud(lab, ({ addresses }) => addresses[id]?.AddressStatus === 'UNBIND');
    eip = allocated.addresses[id]?.AddressIp ?? '';
    expect(eip).toMatch(/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./);
    expect(await served(eip)).toBe('');
    await call('HaVipAssociateAddressIp', { HaVipId: havipId, AddressIp: eip });
    await untilServed(eip, PRIMARY);
  });

  test('follows a failover within a second, and so does the public address', async () => {
    const before = await havip();
    await exec(lab, PRIMARY, 'systemctl stop keepalived');
    while (!(await holdersOf(lab)).includes(SECONDARY)) await sleep(20);
    const heldAt = performance.now();
    const after = await untilCloud(lab, boundTo(SECONDARY));
    expect(performance.now() - heldAt).toBeLessThan(SOON_MS);
    expect(after.havips[havipId]?.FlushedTime).not.toBe(before?.FlushedTime);
    await untilServed(eip, SECONDARY);
    await exec(lab, PRIMARY, 'systemctl start keepalived');
  });

  test('refuses a node outside the range, and no traffic reaches it', async () => {
    const member = { HaVipId: havipId, InstanceId: instance(SECONDARY), InstanceType: 'CVM' };
    const limited = { CheckAssociate: true, HaVipAssociationSet: [member] };
    await cloudControl(lab, 'PATCH', 'state', { havips: { [havipId]: limited } });
    await sleep(500);
    await exec(lab, SECONDARY, 'systemctl stop keepalived');
    const refused = await untilCloud(lab, ({ refusals }) => refusals.length > 0);
    expect(refused.refusals[0]).toMatchObject({
      address: ADDRESS,
      instanceId: instance(PRIMARY),
      reason: 'outside-range',
    });
    // The machines think that all is well.
    expect(await holdersOf(lab)).toEqual([PRIMARY]);
    expect(await havip()).toMatchObject({ InstanceId: instance(SECONDARY), State: 'AVAILABLE' });
    expect(await exec(lab, 'probe-01', `ping -c 3 -i 0.2 -W 1 ${ADDRESS} || true`)).toContain(' 0 received');
    expect(await served(eip)).toBe('');

    await exec(lab, SECONDARY, 'systemctl start keepalived');
    await exec(lab, PRIMARY, 'systemctl stop keepalived');
    await untilServed(eip, SECONDARY);
    await cloudControl(lab, 'PATCH', 'state', { havips: { [havipId]: { CheckAssociate: false } } });
    await exec(lab, PRIMARY, 'systemctl start keepalived');
  });

  test('that was killed is missed, and comes back with all that it knew', async () => {
    const before = (await cloudState(lab)).addresses;
    const [server] = labProcesses(lab.name).filter(({ part }) => part === 'cloud');
    process.kill(server?.pid ?? 0, 'SIGKILL');
    await sleep(500);
    expect(await labStatus(lab.name)).toMatchObject({ value: { state: 'partial', missing: ['cloud'] } });
    lab = await upOrThrow(OPTIONS);
    expect((await cloudState(lab)).addresses).toEqual(before);
    const holder = (await holdersOf(lab))[0] ?? '';
    await untilServed(eip, holder);
    // Its eyes are open again, too.
    await exec(lab, holder, 'systemctl stop keepalived');
    await untilCloud(lab, boundTo(holder === PRIMARY ? SECONDARY : PRIMARY));
  });

  test('goes with the lab', async () => {
    const port = Number(new URL(cloudOf(lab).url).port);
    expect(await labDown(lab.name, () => {})).toMatchObject({ ok: true });
    expect(await leftoversOf(lab.name, [port])).toEqual([]);
    const { stdout } = await execute(['ss', '-Hltn']);
    expect(stdout).not.toContain(`${eip}:`);
  });
});
