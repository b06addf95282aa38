import { type FoundNode, foundNode } from '../../../src/havip/import/found.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';

/** How a pair is written by hand. */
export interface PairStyle {
  readonly globals?: string;
  readonly before?: string;
  readonly after?: string;
  readonly state?: 'MASTER' | 'BACKUP';
  readonly priorities?: readonly [number, number];
  readonly addresses?: readonly string[];
  readonly multicast?: boolean;
  /** More lines of the instance; OWN is the address of the machine, OTHER that of its peer. */
  readonly more?: string;
}

/** The configurations of a pair, the one of higher priority first. */
export function pair(style: PairStyle = {}): readonly [string, string] {
  return [node(style, 0), node(style, 1)];
}

function node(style: PairStyle, index: 0 | 1): string {
  const { globals = '', before = '', after = '', more = '', addresses = ['10.0.0.9'] } = style;
  const [own, other] = index === 0 ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1'];
  const unicast = `    unicast_src_ip ${own}\n    unicast_peer {\n        ${other}\n    }\n`;
  return `global_defs {
    ${globals}
}
${before}vrrp_instance VI_1 {
    state ${style.state ?? 'BACKUP'}
    interface eth0
    virtual_router_id 51
    priority ${style.priorities?.[index] ?? [150, 100][index]}
${style.multicast === true ? '' : unicast}    virtual_ipaddress {
${addresses.map((each) => `        ${each}\n`).join('')}    }
    ${more.replaceAll('OWN', own ?? '').replaceAll('OTHER', other ?? '')}
}
${after}`;
}

/** A machine by its configuration. */
export function nodeFrom(name: string, text: string): FoundNode {
  return foundNode(name, parse(text, `${name}.conf`));
}
