import type { Action, Chain, FirewallRule, Matching, Packet, Table } from './model.ts';
import { all } from './model.ts';
import { addressBetween, addressMatches, interfaceMatches, protocolMatches } from './values.ts';

type Json = Readonly<Record<string, unknown>>;

const WAYS: Readonly<Record<string, Packet['way']>> = {
  input: 'input',
  prerouting: 'input',
  ingress: 'input',
  output: 'output',
  postrouting: 'output',
  egress: 'output',
};

const FAMILIES = new Set(['ip', 'inet', 'netdev']);

interface Growing {
  readonly name: string;
  readonly chains: Map<string, Chain & { rules: FirewallRule[] }>;
  /** Elements of its sets and maps, by name. */
  readonly sets: Map<string, unknown>;
}

/** The tables of `nft -j list ruleset` that IPv4 packets meet; null where the text is no such thing. */
export function parseNftables(text: string): readonly Table[] | null {
  const items = json(text)?.nftables;
  if (!Array.isArray(items)) return null;
  const tables = new Map<string, Growing>();
  for (const item of items.filter(isJson)) {
    const [kind = '', value] = Object.entries(item)[0] ?? [];
    if (isJson(value) && FAMILIES.has(String(value.family))) take(tables, kind, value);
  }
  return [...tables.values()].map(({ name, chains }) => ({ name, kind: 'nftables', chains }));
}

function take(tables: Map<string, Growing>, kind: string, value: Json): void {
  const name = `${value.family} ${kind === 'table' ? value.name : value.table}`;
  const table = tables.get(name) ?? { name, chains: new Map(), sets: new Map() };
  tables.set(name, table);
  if (kind === 'set' || kind === 'map') table.sets.set(String(value.name), value.elem ?? []);
  if (kind === 'chain') table.chains.set(String(value.name), chainOf(value));
  if (kind === 'rule' && Array.isArray(value.expr)) {
    const rule = ruleOf(value.expr.filter(isJson), (set) => table.sets.get(set));
    table.chains.get(String(value.chain))?.rules.push(rule);
  }
}

/** Whether rules are there that only iptables itself can tell in full. */
export function hasForeignRules(text: string): boolean {
  return text.includes('"xt"');
}

/** Where a chain sits at cards: nft 1.0.6 names the card where it is one, and none of several. */
const AT_A_CARD = ['ingress', 'egress'];

function chainOf({ hook, policy, type, dev }: Json): Chain & { rules: FirewallRule[] } {
  const filters = type === 'filter' || type === 'route';
  return {
    way: filters ? WAYS[String(hook)] : undefined,
    ...(AT_A_CARD.includes(String(hook)) && { interfaces: cardsOf(dev) }),
    drops: policy === 'drop',
    rules: [],
  };
}

function cardsOf(dev: unknown): readonly string[] | 'unknown' {
  const cards = (Array.isArray(dev) ? dev : [dev]).filter((card) => typeof card === 'string');
  return cards.length === 0 ? 'unknown' : cards;
}

type SetOf = (name: string) => unknown;

function ruleOf(expressions: readonly Json[], setOf: SetOf): FirewallRule {
  const parts = expressions.map((expression) => Object.entries(expression)[0] ?? (['', null] as const));
  return {
    decide: (packet) => ({
      matches: all(parts.map(([kind, value]) => conditionOf(kind, value, packet, setOf))),
      action: parts.reduce<Action>(
        (action, [kind, value]) =>
          (kind === 'vmap' && isJson(value) ? mapped(value, packet, setOf) : actionOf(kind, value)) ?? action,
        { kind: 'none' },
      ),
    }),
  };
}

/** True of what is no condition, such as a counter. */
function conditionOf(kind: string, value: unknown, packet: Packet, setOf: SetOf): Matching {
  if (kind === 'match' && isJson(value)) return matchOf(value, packet, setOf);
  return kind === 'limit' || kind === 'xt' ? undefined : true;
}

function actionOf(kind: string, value: unknown): Action | undefined {
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return { kind };
    case 'reject':
      return { kind: 'drop' };
    case 'jump':
    case 'goto':
      return { kind, chain: isJson(value) ? String(value.target) : '' };
    case 'queue':
    case 'xt':
      return { kind: 'unknown' };
    default:
      return undefined;
  }
}

/** A verdict map: the first of its elements that the packet fits decides. */
function mapped({ key, data }: Json, packet: Packet, setOf: SetOf): Action {
  const elements = elementsOf(data, setOf);
  if (elements === undefined) return { kind: 'unknown' };
  for (const element of elements) {
    const [wanted, verdict] = Array.isArray(element) ? element : [];
    const fits = compare(key, wanted, packet, setOf);
    if (fits === undefined) return { kind: 'unknown' };
    const [kind = '', value] = isJson(verdict) ? (Object.entries(verdict)[0] ?? []) : [];
    if (fits) return actionOf(kind, value) ?? { kind: 'none' };
  }
  return { kind: 'none' };
}

function matchOf({ op, left, right }: Json, packet: Packet, setOf: SetOf): Matching {
  const fits = compare(left, right, packet, setOf);
  return op === '!=' && fits !== undefined ? !fits : fits;
}

function compare(left: unknown, right: unknown, packet: Packet, setOf: SetOf): Matching {
  const options = elementsOf(right, setOf);
  if (options === undefined) return undefined;
  const found = options.map((option) => compareOne(left, option, packet));
  if (found.includes(true)) return true;
  return found.includes(undefined) ? undefined : false;
}

function elementsOf(value: unknown, setOf: SetOf): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string' && value.startsWith('@')) {
    const set = setOf(value.slice(1));
    return Array.isArray(set) ? set : undefined;
  }
  if (isJson(value) && 'set' in value) return Array.isArray(value.set) ? value.set : [value.set];
  return [value];
}

function compareOne(left: unknown, right: unknown, packet: Packet): Matching {
  if (!isJson(left)) return undefined;
  const wanted = isJson(right) && isJson(right.elem) ? right.elem.val : right;
  if (Array.isArray(left.concat)) return compareEach(left.concat, wanted, packet);
  if (isJson(left.meta)) return compareMeta(String(left.meta.key), wanted, packet);
  if (isJson(left.ct)) return compareTracking(String(left.ct.key), wanted, packet);
  if (isJson(left.payload)) return comparePayload(left.payload, wanted, packet);
  return undefined;
}

/** Several things at once, as `ip saddr . ip protocol`. */
function compareEach(left: readonly unknown[], wanted: unknown, packet: Packet): Matching {
  const parts = isJson(wanted) && Array.isArray(wanted.concat) ? wanted.concat : [];
  if (parts.length !== left.length) return undefined;
  return all(left.map((each, index) => compareOne(each, parts[index], packet)));
}

/** Nobody rewrites the addresses of VRRP. */
function compareTracking(key: string, wanted: unknown, { state }: Packet): Matching {
  if (key === 'state') return wanted === state;
  return key === 'status' && (wanted === 'dnat' || wanted === 'snat') ? false : undefined;
}

function compareMeta(key: string, wanted: unknown, packet: Packet): Matching {
  const name = String(wanted);
  switch (key) {
    case 'l4proto':
      return protocolMatches(packet.protocol, name);
    case 'iif':
    case 'iifname':
      return packet.way === 'input' ? interfaceMatches(packet.interface, name) : undefined;
    case 'oif':
    case 'oifname':
      return packet.way === 'output' ? interfaceMatches(packet.interface, name) : undefined;
    case 'nfproto':
      return name === 'ipv4';
    case 'protocol':
      return name === 'ip' || name === '0x0800' || name === '2048';
    case 'pkttype':
      return name === 'host' || name === 'unicast';
    default:
      return undefined;
  }
}

function comparePayload({ protocol, field }: Json, wanted: unknown, packet: Packet): Matching {
  if (protocol === 'ip') {
    if (field === 'protocol') return protocolMatches(packet.protocol, String(wanted));
    if (field === 'saddr') return compareAddress(packet.source, wanted);
    return field === 'daddr' ? compareAddress(packet.destination, wanted) : undefined;
  }
  if (protocol === 'icmp' && packet.protocol === 1)
    return field === 'type' ? wanted === 'echo-request' : undefined;
  // A rule about the header of another protocol is about none of our packets.
  return protocol === 'ether' || protocol === undefined ? undefined : false;
}

function compareAddress(address: string, wanted: unknown): Matching {
  if (typeof wanted === 'string') return addressMatches(address, wanted);
  if (!isJson(wanted)) return undefined;
  if (isJson(wanted.prefix)) return addressMatches(address, `${wanted.prefix.addr}/${wanted.prefix.len}`);
  if (Array.isArray(wanted.range))
    return addressBetween(address, String(wanted.range[0]), String(wanted.range[1]));
  return undefined;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch (error) {
    // What is no JSON is the same to the caller as no ruleset.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
