/** One instruction of classic BPF: code, jump where true, jump where false, operand. */
type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

const LOAD_HALF_WORD = 0x28;
const LOAD_BYTE = 0x30;
const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** Verdicts of a tc filter in direct-action mode: TC_ACT_SHOT, and TC_ACT_UNSPEC to go on. */
const DROP = 2;
const GO_ON = 0xff_ff_ff_ff;

const ETHERTYPE = { at: 12, ipv4: 0x0800, arp: 0x0806 } as const;
const IP_PROTOCOL = { at: 23, vrrp: 112 } as const;
/** Source and destination of IPv4; sender and target of ARP. */
const PLACES = { ipv4: [26, 30], arp: [28, 38] } as const;

/**
 * A filter for tc, as its `bytecode` option takes it, that drops VRRP and everything from, to or about the
 * addresses. Classic BPF needs no compiler and no action module on the machine.
 */
export function isolationFilter(addresses: readonly string[]): string {
  const numbers = addresses.map(toNumber);
  const ipv4: Instruction[] = [
    [LOAD_BYTE, 0, 0, IP_PROTOCOL.at],
    ...dropIf([IP_PROTOCOL.vrrp]),
    ...matching(PLACES.ipv4, numbers),
    [RETURN, 0, 0, GO_ON],
  ];
  const arp: Instruction[] = [...matching(PLACES.arp, numbers), [RETURN, 0, 0, GO_ON]];
  const program: Instruction[] = [
    [LOAD_HALF_WORD, 0, 0, ETHERTYPE.at],
    [JUMP_IF_EQUAL, 0, ipv4.length, ETHERTYPE.ipv4],
    ...ipv4,
    [JUMP_IF_EQUAL, 0, arp.length, ETHERTYPE.arp],
    ...arp,
    [RETURN, 0, 0, GO_ON],
  ];
  return [program.length, ...program.map((instruction) => instruction.join(' '))].join(',');
}

function matching(places: readonly number[], numbers: readonly number[]): Instruction[] {
  return places.flatMap((place): Instruction[] => [[LOAD_WORD, 0, 0, place], ...dropIf(numbers)]);
}

function dropIf(numbers: readonly number[]): Instruction[] {
  return numbers.flatMap((number): Instruction[] => [
    [JUMP_IF_EQUAL, 0, 1, number],
    [RETURN, 0, 0, DROP],
  ]);
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}
