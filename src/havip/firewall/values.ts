import ipaddr from 'ipaddr.js';
import type { Matching } from './model.ts';

/** Whether an address is one of `10.0.0.1`, `10.0.0.0/8`, `10.0.0.0/255.0.0.0`; undefined where that is no such thing. */
export function addressMatches(address: string, wanted: string): Matching {
  const [base = '', length = '32'] = wanted.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(base)) return undefined;
  const bits = length.includes('.') ? ipaddr.IPv4.parse(length).prefixLengthFromSubnetMask() : Number(length);
  if (bits === null || !(bits >= 0 && bits <= 32)) return undefined;
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(base), bits);
}

/** Whether an address is between two others, both included. */
export function addressBetween(address: string, from: string, to: string): Matching {
  const valid = [from, to].every((each) => ipaddr.IPv4.isValidFourPartDecimal(each));
  return valid ? number(address) >= number(from) && number(address) <= number(to) : undefined;
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  vrrp: 112,
  carp: 112,
  tcp: 6,
  udp: 17,
  ah: 51,
  esp: 50,
};

/** Whether a protocol, by number or name, is the packet's. */
export function protocolMatches(protocol: number, wanted: string | number): boolean {
  const text = String(wanted).toLowerCase();
  if (text === 'all' || text === '0') return true;
  return (PROTOCOLS[text] ?? Number(text)) === protocol;
}

/** Whether an interface is meant: `eth0`, `eth+` (iptables) or `eth*` (nft). */
export function interfaceMatches(name: string, wanted: string): boolean {
  return /[+*]$/.test(wanted) ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
