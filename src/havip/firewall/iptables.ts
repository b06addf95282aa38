import type { Action, Chain, FirewallRule, Matching, Packet, Table } from './model.ts';
import { all } from './model.ts';
import { addressMatches, interfaceMatches, protocolMatches } from './values.ts';

const WAYS: Readonly<Record<string, Packet['way']>> = {
  INPUT: 'input',
  PREROUTING: 'input',
  OUTPUT: 'output',
  POSTROUTING: 'output',
};

/** The tables of what `iptables-save` printed; addresses are not rewritten by the ones that filter. */
export function parseIptables(
  text: string,
  kind: 'iptables' | 'iptables-legacy' = 'iptables',
): readonly Table[] {
  const tables: { name: string; chains: Map<string, Chain & { rules: FirewallRule[] }> }[] = [];
  for (const line of text.split('\n')) {
    const table = tables.at(-1);
    const [, name] = /^\*(\w+)$/.exec(line.trim()) ?? [];
    if (name !== undefined) tables.push({ name, chains: new Map() });
    const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (chain !== undefined && table !== undefined) {
      const way = table.name === 'nat' ? undefined : WAYS[chain];
      table.chains.set(chain, { way, drops: policy === 'DROP', rules: [] });
    }
    const [, of, rest = ''] = /^(?:\[\d+:\d+\] )?-A (\S+)(.*)$/.exec(line) ?? [];
    if (of !== undefined) table?.chains.get(of)?.rules.push(ruleOf(words(rest)));
  }
  return tables.map(({ name, chains }) => ({ name, kind, chains }));
}

function words(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** Options that take one word and say nothing about whether the rule matches. */
const WITHOUT_MEANING = new Set([
  '--comment',
  '--reject-with',
  '--log-prefix',
  '--log-level',
  '-c',
  '--limit-burst',
]);
const MATCH_MODULES_KNOWN = new Set([
  'comment',
  'state',
  'conntrack',
  'addrtype',
  'icmp',
  'tcp',
  'udp',
  'multiport',
]);

type Condition = (packet: Packet) => Matching;

function ruleOf(parts: readonly string[]): FirewallRule {
  const conditions: Condition[] = [];
  let action: Action = { kind: 'none' };
  for (const { option, value, negated } of optionsOf(parts)) {
    if (option === '-j' || option === '-g') action = actionOf(option, value);
    else if (!WITHOUT_MEANING.has(option)) {
      const condition = conditionOf(option, value);
      conditions.push(negated ? (packet) => opposite(condition(packet)) : condition);
    }
  }
  return { decide: (packet) => ({ matches: all(conditions.map((each) => each(packet))), action }) };
}

interface Option {
  readonly option: string;
  readonly value: string;
  readonly negated: boolean;
}

/** Options with the words behind them; a `!` before one is its own word. */
function optionsOf(parts: readonly string[]): Option[] {
  const options: { option: string; value: string; negated: boolean }[] = [];
  let negated = false;
  for (const part of parts) {
    if (part === '!') negated = true;
    else if (/^--?[A-Za-z]/.test(part)) {
      options.push({ option: part, value: '', negated });
      negated = false;
    } else {
      const last = options.at(-1);
      if (last !== undefined) last.value = last.value === '' ? part : `${last.value} ${part}`;
    }
  }
  return options;
}

function opposite(matching: Matching): Matching {
  return matching === undefined ? undefined : !matching;
}

function conditionOf(option: string, value: string): Condition {
  const list = value.split(',');
  switch (option) {
    case '-s':
      return ({ source }) => addressMatches(source, value);
    case '-d':
      return ({ destination }) => addressMatches(destination, value);
    case '-p':
      return ({ protocol }) => protocolMatches(protocol, value);
    case '-i':
      return ({ way, interface: name }) => way === 'input' && interfaceMatches(name, value);
    case '-o':
      return ({ way, interface: name }) => way === 'output' && interfaceMatches(name, value);
    case '--ctstate':
    case '--state':
      return ({ state }) => list.includes(state.toUpperCase());
    case '--dst-type':
      return ({ way }) => (way === 'input' ? list.includes('LOCAL') : undefined);
    case '--icmp-type':
      return () => ['8', '8/0', 'any', 'echo-request'].includes(value);
    case '-m':
      return MATCH_MODULES_KNOWN.has(value) ? () => true : () => undefined;
    case '-f':
      return () => false;
    default:
      return () => undefined;
  }
}

function actionOf(option: string, target: string): Action {
  switch (target) {
    case 'ACCEPT':
      return { kind: 'accept' };
    case 'DROP':
    case 'REJECT':
      return { kind: 'drop' };
    case 'RETURN':
      return { kind: 'return' };
    case 'LOG':
    case 'NFLOG':
    case 'CT':
    case 'MARK':
    case 'CONNMARK':
      return { kind: 'none' };
    case 'NFQUEUE':
      return { kind: 'unknown' };
    default:
      return { kind: option === '-g' ? 'goto' : 'jump', chain: target };
  }
}
