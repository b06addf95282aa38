import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { offered, unspoken } from '../../src/connection/built-in/algorithms.ts';

const lists = createRequire(import.meta.url)('ssh2/lib/protocol/constants.js') as Record<string, string[]>;

describe('offered', () => {
  it.each([
    ['kex', 'KEX'],
    ['ciphers', 'CIPHER'],
    ['macs', 'MAC'],
    ['hostKeys', 'SERVER_HOST_KEY'],
  ] as const)('%s are spoken by ssh2, the usual ones by default', (kind, name) => {
    const besides = offered(kind, '+aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc,hmac-md5,ssh-rsa');
    for (const each of besides) expect(lists[`SUPPORTED_${name}`]).toContain(each);
    const usual = lists[`DEFAULT_${name}`]?.filter((each) => each !== 'ssh-rsa');
    expect([...offered(kind, undefined)].sort()).toEqual(usual?.toSorted());
  });

  it.each([
    ['aes256-ctr,aes128-cbc,none-such', ['aes256-ctr', 'aes128-cbc']],
    ['-aes*-ctr,chacha20*', ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com']],
    ['-aes???-*', ['chacha20-poly1305@openssh.com']],
    ['sntrup', []],
  ])('ciphers of %s', (list, expected) => {
    expect(offered('ciphers', list)).toEqual(expected);
  });

  it('puts ahead, and adds', () => {
    expect(offered('hostKeys', '^rsa-sha2-256')[0]).toBe('rsa-sha2-256');
    expect(offered('hostKeys', '^rsa-sha2-256')).toHaveLength(6);
    expect(offered('hostKeys', '+ssh-rsa').at(-1)).toBe('ssh-rsa');
  });
});

it('tells which list it speaks nothing of', () => {
  expect(unspoken({ macs: 'hmac-sha2-256' })).toBeUndefined();
  expect(unspoken({ macs: 'umac-64@openssh.com' })).toBe('MACs');
  expect(unspoken({ kex: 'sntrup761x25519-sha512@openssh.com' })).toBe('KexAlgorithms');
});
