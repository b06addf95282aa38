import { describe, expect, it } from 'vitest';
import { ownAddress } from '../../../roles/keepalived/own-address.ts';
import { networkFact } from '../../../src/index.ts';
import { network, varsWith } from './sample.ts';

describe('where a node sits in the subnet of the HAVIP', () => {
  it.each([
    [
      'its own address there',
      {},
      undefined,
      network('172.16.16.5'),
      { interface: 'eth0', address: '172.16.16.5' },
    ],
    [
      'not the floating one, which it may hold',
      {},
      undefined,
      network('172.16.16.12')
        .replace('12/20', '5/20')
        .concat('3: eth0    inet 172.16.16.12/32 scope global eth0\n'),
      { interface: 'eth0', address: '172.16.16.5' },
    ],
    [
      'the one that private_ip names',
      {},
      '172.16.16.7',
      network('172.16.16.5', '172.16.16.7/20'),
      { interface: 'eth0', address: '172.16.16.7' },
    ],
    ['no interface in the subnet', {}, undefined, network('10.1.0.5'), 'host.not-in-subnet'],
    ['private_ip is not on the machine', {}, '172.16.16.9', network('172.16.16.5'), 'host.not-in-subnet'],
    [
      'another interface is asked for',
      { interface: 'eth1' },
      undefined,
      network('172.16.16.5'),
      'host.not-in-subnet',
    ],
    [
      'the address is the gateway’s',
      { address: '172.16.16.1' },
      undefined,
      network('172.16.16.5'),
      'problem',
    ],
    [
      'the address is the broadcast one',
      { address: '172.16.31.255' },
      undefined,
      network('172.16.16.5'),
      'problem',
    ],
    [
      'not reached, but private_ip is known',
      {},
      '172.16.16.6',
      undefined,
      { interface: '', address: '172.16.16.6' },
    ],
    [
      'the card of the adverts, where the address goes to another',
      { address: undefined, addresses: [{ address: '10.9.9.9', dev: 'eth1' }], interface: 'eth0' },
      undefined,
      network('172.16.16.5'),
      { interface: 'eth0', address: '172.16.16.5' },
    ],
    ['not reached, and nothing is known', {}, undefined, undefined, 'host.peer-address-unknown'],
  ])('%s', async (_name, havip, privateIp, printed, expected) => {
    const [vars] = await varsWith(havip);
    if (vars === undefined) throw new Error('no node');
    const member = { ...vars.member, ...(privateIp === undefined ? {} : { privateIp }) };
    const at = ownAddress(
      vars.cluster,
      member,
      printed === undefined ? undefined : networkFact.parse(printed),
    );
    if (typeof expected === 'object') expect(at).toEqual(expected);
    else if (expected === 'problem') expect(at).toHaveProperty('problem.summary');
    else expect(at).toMatchObject({ problem: { code: expected } });
  });
});
