import { describe, expect, test } from 'vitest';
import { isolationFilter } from '../../../src/havip/drills/programs/isolation-filter.ts';

const DROP = 2;
const GO_ON = 0xff_ff_ff_ff;
const RETURN = 0x06;
const JUMP_IF_EQUAL = 0x15;

/** Runs classic BPF as the kernel does; only what the filter is made of. */
function run(bytecode: string, packet: Buffer): number {
  const [length, ...lines] = bytecode.split(',');
  const program = lines.map((line) => line.split(' ').map(Number));
  expect(program).toHaveLength(Number(length));
  let accumulator = 0;
  for (let at = 0; ; at += 1) {
    const [code = 0, jumpTrue = 0, jumpFalse = 0, operand = 0] = program[at] ?? [];
    if (code === RETURN) return operand;
    if (code === JUMP_IF_EQUAL) at += accumulator === operand ? jumpTrue : jumpFalse;
    else accumulator = load(code, packet, operand);
  }
}

function load(code: number, packet: Buffer, at: number): number {
  if (code === 0x28) return packet.readUInt16BE(at);
  if (code === 0x30) return packet.readUInt8(at);
  if (code === 0x20) return packet.readUInt32BE(at);
  throw new Error(`code ${code}`);
}

function frame(etherType: number, fields: Readonly<Record<number, readonly number[]>>): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt16BE(etherType, 12);
  for (const [at, values] of Object.entries(fields)) bytes.set(values, Number(at));
  return bytes;
}

const ours = [172, 16, 16, 12];
const second = [172, 16, 16, 13];
const other = [172, 16, 16, 5];
const ip = (protocol: number, from: readonly number[], to: readonly number[]) =>
  frame(0x0800, { 23: [protocol], 26: from, 30: to });
const arp = (sender: readonly number[], target: readonly number[]) =>
  frame(0x0806, { 28: sender, 38: target });

describe('isolationFilter', () => {
  test.each([
    ['VRRP between the nodes', ip(112, other, [172, 16, 16, 6]), DROP],
    ['a packet to the address', ip(6, other, ours), DROP],
    ['a packet from the address', ip(6, ours, other), DROP],
    ['a packet to the second address', ip(17, other, second), DROP],
    ['SSH to the node itself', ip(6, [10, 0, 0, 1], other), GO_ON],
    ['gratuitous ARP of the address', arp(ours, ours), DROP],
    ['a question for the address', arp(other, ours), DROP],
    ['a question for the node', arp([10, 0, 0, 1], other), GO_ON],
    ['IPv6', frame(0x86dd, { 23: [112] }), GO_ON],
  ])('%s', (_name, packet, verdict) => {
    expect(run(isolationFilter(['172.16.16.12', '172.16.16.13']), packet)).toBe(verdict);
  });

  test('one address alone', () => {
    expect(run(isolationFilter(['172.16.16.12']), ip(6, other, second))).toBe(GO_ON);
  });
});
