import { expect, it } from 'vitest';
import { REJECTIONS } from '../../../src/havip/preflight/facts/closer.ts';

it.each([
  '(VI_1) received a 0 auth, expecting 1!',
  '(VI_1) received a 1 auth from 172.16.16.9, expecting 0!',
  '(VI_1) received an invalid passwd!',
  '(VI_1) received an invalid passwd from 172.16.16.9!',
  "(VI_1) advertisement interval mismatch mine=1 sec rcv'd=2 sec",
  '(VI_1) received an unexpected ip number count 2, expected 1!',
  '(VI_1) expected 1 VIPs but received 2',
  '(VI_1) ip address associated with VRID 51 not present in MASTER advert: 172.16.16.12',
  '(VI_1) wrong VRRP version from 172.16.16.9. Received 3 and expect 2',
  '(VI_1) invalid TTL/HL. Received 64 and expect 255',
  '(VI_1) unicast source address 172.16.16.9 not a unicast peer',
  '(VI_1) Expected unicast packet but received multicast packet',
])('an advert that was thrown away, in its words: %s', (line) => {
  expect(REJECTIONS.filter((each) => new RegExp(each, 'i').test(line))).toHaveLength(1);
});

it.each([
  '(VI_1) Entering BACKUP STATE',
  '(VI_1) Received advert from 172.16.16.5 with lower priority 240, ours 250, forcing new election',
  'Truncating auth_pass to 8 characters',
])('nothing of the sort: %s', (line) => {
  expect(REJECTIONS.some((each) => new RegExp(each, 'i').test(line))).toBe(false);
});
