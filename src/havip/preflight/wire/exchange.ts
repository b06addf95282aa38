import { commandLine } from '../../../core/programs/shell.ts';
import type { Fact } from '../../../resources/fact.ts';
import { byWhatIsThere } from '../../wire/ask-programs.ts';
import { PERL } from './perl.ts';
import { PYTHON } from './python.ts';

/** What one node has heard of a peer's test packets. */
export interface HeardPeer {
  readonly address: string;
  /** A packet that no connection tracking knew came through. */
  readonly asNew: boolean;
  /** One came through after this node had sent its own: as an answer to it, where the firewall knows no more. */
  readonly asAnswer: boolean;
  /** Milliseconds during which both were at the first part, when nobody had sent anything that counts as asking. */
  readonly togetherMs: number;
  /** ARP knows the peer. */
  readonly known: boolean;
}

/** An advert of somebody who is no node of the cluster. */
export interface StrangeAdvert {
  readonly source: string;
  readonly routerId: number;
  readonly priority: number;
  readonly version: number;
}

/** When a node was at it, in milliseconds of the control machine's monotonic clock. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WireFacts {
  /** Undefined where it is not known. */
  readonly window: Window | undefined;
  /** Why nothing could be sent: no program on the machine opens such a socket. */
  readonly cannot: string | undefined;
  /** Of the node's own interface. */
  readonly mac: string | undefined;
  readonly heard: readonly HeardPeer[];
  readonly adverts: readonly StrangeAdvert[];
  /** Who answers for which floating address, each pair once. */
  readonly answers: readonly { readonly address: string; readonly mac: string }[];
}

export interface WireOptions {
  readonly interface: string;
  readonly address: string;
  readonly floating: readonly string[];
  /** Where the packets go, as the adverts do; undefined: to each peer. */
  readonly group?: string;
  readonly peers: readonly string[];
  /** Seconds between two adverts; strangers are listened for a little longer than that. */
  readonly advertInt: number;
}

/**
 * Strangers are listened for so long, in seconds: a second is what most of them wait between two adverts, whatever
 * this cluster does, and longer ones than three are not waited for.
 */
const [SHORTEST_LISTEN_S, LONGEST_LISTEN_S] = [1.2, 3];

/**
 * Test packets of IP protocol 112 to every peer and from it, at the same time as the peers do it; meanwhile
 * strangers' adverts are listened for, and ARP is asked who has the floating addresses. The first packets go
 * past the sender's own firewall and connection tracking, by a packet socket, so that they are new to the
 * receiver and make nothing an answer; then the same through the firewall, from the node's own address whatever its
 * routes prefer. They carry the router id 0, which no keepalived has, and go to the group where the adverts do. Where
 * the run-time watch asks the same, this is the one for before a change.
 */
export function wireFact(options: WireOptions): Fact<WireFacts> {
  return factOf(options, 'wire', '');
}

/**
 * The same once more for nodes that were not at it at the same time.
 * @param afterS seconds for which this one waits for the others: it has no part in the fact's name
 */
export function wireAgainFact(options: WireOptions, afterS = 0): Fact<WireFacts> {
  return factOf(options, 'wire-again', `sleep ${afterS}\n`);
}

function factOf(options: WireOptions, name: string, before: string): Fact<WireFacts> {
  const wanted = Math.max(options.advertInt * 1.2, SHORTEST_LISTEN_S);
  const listen = Math.min(wanted, LONGEST_LISTEN_S).toFixed(2);
  const { group = '-' } = options;
  const words = [
    options.interface,
    options.address,
    listen,
    options.floating.join(','),
    group,
    ...options.peers,
  ];
  const call = commandLine(...words);
  const exchange = byWhatIsThere(PERL, PYTHON, call, "  echo 'cannot neither perl nor python is here'");
  return {
    id: `preflight:${name}:${call}`,
    waits: true,
    timed: true,
    program: `${before}read -r from _ </proc/uptime
${exchange}
read -r to _ </proc/uptime
echo "window \${begun:-} $from $to"`,
    parse: parseWire,
  };
}

function parseWire(output: string, begunMs?: number): WireFacts {
  const done = /^done$/m.test(output);
  const said = /^cannot (.*)$/m.exec(output)?.[1];
  return {
    window: windowOf(output, begunMs),
    cannot: done ? undefined : (said ?? 'the program that sends them ended early'),
    mac: /^mac (\S+)$/m.exec(output)?.[1],
    heard: [...output.matchAll(/^peer (\S+) (P|-)(R|-) (-?\d+) (\S+)$/gm)].map((row) => ({
      address: row[1] ?? '',
      asNew: row[2] === 'P',
      asAnswer: row[3] === 'R',
      togetherMs: Number(row[4]),
      known: row[5] !== '-',
    })),
    adverts: [...output.matchAll(/^advert (\S+) (\d+) (\d+) (\d+) \d+$/gm)].map((row) => ({
      source: row[1] ?? '',
      routerId: Number(row[2]),
      priority: Number(row[3]),
      version: Number(row[4]),
    })),
    answers: [...output.matchAll(/^arp (\S+) (\S+)$/gm)].map((row) => ({
      address: row[1] ?? '',
      mac: row[2] ?? '',
    })),
  };
}

/** The machine counts from its own boot; when it began to count is known here. */
function windowOf(output: string, begunMs: number | undefined): Window | undefined {
  const said = /^window (\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/m.exec(output);
  if (said === null || begunMs === undefined) return undefined;
  const [begun = 0, from = 0, to = 0] = said.slice(1).map((seconds) => Number(seconds) * 1000);
  return { fromMs: begunMs + from - begun, toMs: begunMs + to - begun };
}
