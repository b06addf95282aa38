/** One VRRP instance as the running daemon has it, by its own dump (`keepalived.data`, on SIGUSR1). */
export interface DumpedInstance {
  readonly name: string;
  /** MASTER, BACKUP, FAULT, INIT, …; undefined where this release does not say. */
  readonly state: string | undefined;
  readonly version: number | undefined;
  readonly interface: string | undefined;
  readonly routerId: number | undefined;
  readonly priority: number | undefined;
  /** IPv4 addresses that its adverts carry, without masks. */
  readonly addresses: readonly string[];
  readonly peers: readonly string[];
}

/** Reads the part `VRRP Topology` of a dump, 1.3 to 2.4; what a release does not print is undefined. */
export function parseDump(text: string): DumpedInstance[] {
  const [, topology = ''] = text.split(/^-+< VRRP Topology >-+$/m);
  const [instances = ''] = topology.split(/^-+</m);
  return instances
    .split(/^ VRRP Instance = /m)
    .slice(1)
    .map(instance);
}

function instance(text: string): DumpedInstance {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const value = (key: string) =>
    lines.find((line) => line.trimStart().startsWith(`${key} = `))?.split(' = ')[1];
  const number = (key: string) => {
    const found = value(key);
    return found === undefined ? undefined : Number.parseInt(found, 10);
  };
  return {
    name: lines[0]?.trim() ?? '',
    state: value('State'),
    version: number('VRRP Version'),
    // With a virtual MAC: `vrrp.51, vmac on eth0`, and with vmac_xmit_base `, xmit base i/f` behind it.
    interface: value('Interface')?.replace(/^.*, (?:vmac|ipvlan) on ([^,]+).*$/, '$1'),
    routerId: number('Virtual Router ID'),
    priority: number('Priority'),
    addresses: listed(lines, /^\s*Virtual IP(?: \(\d+\):| = \d+)/),
    peers: listed(lines, /^\s*Unicast Peer(?: \(\d+\):| :| = \d+)/),
  };
}

/** The addresses below a heading, which are indented further than it. */
function listed(lines: readonly string[], heading: RegExp): string[] {
  const at = lines.findIndex((line) => heading.test(line));
  if (at < 0) return [];
  const depth = indentation(lines[at] ?? '');
  const below = lines.slice(at + 1);
  const end = below.findIndex((line) => indentation(line) <= depth);
  return below
    .slice(0, end < 0 ? below.length : end)
    .flatMap((line) => /^\s*(\d+\.\d+\.\d+\.\d+)\b/.exec(line)?.[1] ?? []);
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}
