import { describe, expect, it } from 'vitest';
import { unusable } from '../../src/inventory/address-rules.ts';
import { addressRules } from '../../src/inventory/index.ts';

describe('addressRules', () => {
  it.each<[string, string, string | undefined, readonly string[]]>([
    ['172.16.16.12', '172.16.16.5/20', '172.16.16.1', []],
    ['172.16.32.12', '172.16.16.5/20', undefined, ['inventory.address-subnet']],
    ['172.16.16.0', '172.16.16.5/20', undefined, ['inventory.address-network']],
    ['172.16.31.255', '172.16.16.5/20', undefined, ['inventory.address-broadcast']],
    ['172.16.16.1', '172.16.16.5/20', '172.16.16.1', ['inventory.address-gateway']],
    ['172.16.16.5', '172.16.16.5/20', undefined, ['inventory.address-own']],
    ['10.0.0.0', '10.0.0.1/31', undefined, []],
    ['10.0.20.5', '10.0.0.7/24', undefined, ['inventory.address-subnet']],
  ])('%s on %s', (address, cidr, gateway, expected) => {
    expect(addressRules(address, cidr, gateway).map(({ code }) => code)).toEqual(expected);
  });
});

describe('unusable', () => {
  it.each<[string, string | undefined]>([
    ['224.0.0.18', 'a multicast address'],
    ['169.254.1.1', 'a link-local address'],
    ['0.0.0.0', 'in the network 0.0.0.0/8, which means "this host"'],
    ['255.255.255.255', 'the broadcast address'],
    ['127.0.0.1', 'a loopback address'],
    ['10.0.0.1', undefined],
    ['8.8.8.8', undefined],
  ])('%s', (address, reason) => {
    expect(unusable(address)).toBe(reason);
  });
});
