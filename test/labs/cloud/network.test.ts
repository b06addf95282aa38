import { describe, expect, test } from 'vitest';
import { parseAnnouncement } from '../../../src/lab/cloud/network/capture.ts';
import { announce } from '../../../src/lab/cloud/network/drift.ts';
import { publicConfiguration } from '../../../src/lab/cloud/network/public-addresses.ts';
import { guardRules } from '../../../src/lab/cloud/network/range-guard.ts';
import { freeAddress, INS_1, INS_2, madeHaVip, START_MS, testCloud } from './support.ts';

const VIP = '172.16.16.12';
const MAC_1 = '52:54:ac:10:10:05';
const MAC_2 = '52:54:ac:10:10:06';

describe('a gratuitous ARP', () => {
  test('binds the HAVIP to its machine, and says when', () => {
    const cloud = testCloud();
    const havip = madeHaVip(cloud);
    expect(announce(cloud.world, { address: VIP, mac: MAC_1 }, START_MS)).toBe(true);
    expect(havip).toMatchObject({
      State: 'AVAILABLE',
      InstanceId: INS_1,
      NetworkInterfaceId: INS_1.replace('ins', 'eni'),
      FlushedTime: '2023-11-15 06:13:20',
    });
    expect(announce(cloud.world, { address: VIP, mac: MAC_1 }, START_MS + 5000)).toBe(false);
    expect(havip.FlushedTime).toBe('2023-11-15 06:13:20');
    expect(announce(cloud.world, { address: VIP, mac: MAC_2.toUpperCase() }, START_MS + 9000)).toBe(true);
    expect(havip).toMatchObject({ InstanceId: INS_2, FlushedTime: '2023-11-15 06:13:29' });
    expect(cloud.world.refusals).toEqual([]);
  });

  test.each([
    ['of no HAVIP', '172.16.16.13', MAC_1, 'no-such-havip'],
    ['of nobody’s interface', VIP, '00:00:5e:00:01:33', 'unknown-machine'],
    ['of a machine outside the range', VIP, MAC_2, 'outside-range'],
  ])('%s is refused', (_name, address, mac, reason) => {
    const cloud = testCloud();
    const havip = madeHaVip(cloud, { CheckAssociate: true, HaVipAssociationSet: [{ InstanceId: INS_1 }] });
    announce(cloud.world, { address: VIP, mac: MAC_1 }, START_MS);
    expect(announce(cloud.world, { address, mac }, START_MS + 5000)).toBe(false);
    expect(havip).toMatchObject({ InstanceId: INS_1, FlushedTime: '2023-11-15 06:13:20' });
    expect(cloud.world.refusals).toEqual([expect.objectContaining({ address, mac, reason })]);
  });

  test('of a machine’s own address means nothing', () => {
    const { world } = testCloud();
    expect(announce(world, { address: '172.16.16.5', mac: MAC_1 }, START_MS)).toBe(false);
    expect(world.refusals).toEqual([]);
  });

  test('of a machine in another subnet is refused', () => {
    const cloud = testCloud();
    madeHaVip(cloud);
    for (const eni of Object.values(cloud.world.networkInterfaces)) eni.SubnetId = 'subnet-00000000';
    expect(announce(cloud.world, { address: VIP, mac: MAC_1 }, START_MS)).toBe(false);
    expect(cloud.world.refusals).toMatchObject([{ reason: 'other-subnet' }]);
  });
});

describe('a line of tcpdump’s', () => {
  const line = (port: string, what: string) =>
    `12:34:56.789012 ${port} B   ifindex 5 ${MAC_1} ethertype ARP (0x0806), length 48: ${what}, length 28`;

  test.each([
    [line('HAVIP-01', `Announcement ${VIP}`), { address: VIP, mac: MAC_1 }],
    [
      line('HAVIP-01', `Request who-has ${VIP} (ff:ff:ff:ff:ff:ff) tell ${VIP}`),
      { address: VIP, mac: MAC_1 },
    ],
    [line('HAVIP-01', `Reply ${VIP} is-at ${MAC_1}`), { address: VIP, mac: MAC_1 }],
    [line('lab     ', `Announcement ${VIP}`), null],
    ['listening on any, link-type LINUX_SLL2', null],
  ])('is understood: %s', (text, announcement) => {
    expect(parseAnnouncement(text)).toEqual(announcement);
  });
});

describe('the bridge’s rules', () => {
  test('are none while no HAVIP is limited', () => {
    const cloud = testCloud();
    madeHaVip(cloud);
    expect(guardRules(cloud.world)).not.toContain('drop');
  });

  test('let the range through, and of the address nobody else', () => {
    const cloud = testCloud();
    madeHaVip(cloud, { CheckAssociate: true, HaVipAssociationSet: [{ InstanceId: INS_2 }] });
    const rules = guardRules(cloud.world);
    expect(rules).toContain(`elements = { ${VIP} }`);
    expect(rules).toContain(`elements = { ${MAC_2} . ${VIP} }`);
    expect(rules).toContain('drop');
    expect(rules).not.toContain(MAC_1);
  });

  test('let nobody through where the range is empty', () => {
    const cloud = testCloud();
    madeHaVip(cloud, { CheckAssociate: true });
    expect(guardRules(cloud.world)).toContain('set allowed { type ether_addr . ipv4_addr;  }');
  });
});

test('a public address leads to the HAVIP that it is bound to, and nowhere else', () => {
  const cloud = testCloud();
  const network = { lab: 'a', namespace: 'havip.a.network', imageRoot: '/', folder: '/', publicPorts: [80] };
  const { HaVipId } = madeHaVip(cloud);
  const { AddressIp } = freeAddress(cloud);
  expect(publicConfiguration(cloud.world, network)).not.toContain(AddressIp);
  cloud.call('HaVipAssociateAddressIp', { HaVipId, AddressIp });
  cloud.pass(1000);
  expect(publicConfiguration(cloud.world, network)).toContain(
    `  bind ${AddressIp}:80\n  server havip ${VIP}:80 namespace havip.a.network\n`,
  );
});
