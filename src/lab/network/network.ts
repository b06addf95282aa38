import { join } from 'node:path';
import type { Outcome } from '../../core/outcome.ts';
import { commandLine } from '../../core/programs/shell.ts';
import { runScript } from '../command.ts';
import { GATEWAY_ADDRESS, type LabLayout, PREFIX_LENGTH } from '../plan/layout.ts';

/**
 * Makes what is missing and leaves the rest. A machine's end of its cable is called eth0, the bridge's end like the
 * machine. A namespace that was half made when somebody was killed is a file that no command can enter.
 */
const FUNCTIONS = `
namespace() {
  ip -n "$1" link show lo >/dev/null 2>&1 && return
  ip netns delete "$1" 2>/dev/null || rm -f "/run/netns/$1"
  ip netns add "$1"
}
network() {
  namespace "$1"
  ip -n "$1" link show lab >/dev/null 2>&1 || ip -n "$1" link add lab type bridge forward_delay 0
  ip -n "$1" -batch - <<END
link set lo up
addr replace $2 dev lab
link set lab up
END
}
machine() {
  namespace "$2"
  ip -n "$2" link show eth0 >/dev/null 2>&1 || ip -n "$1" link add "$3" type veth peer name eth0 address "$6" netns "$2"
  ip -n "$1" link set "$3" master lab up
  ip -n "$2" -batch - <<END
link set lo up
addr replace $4 dev eth0
link set eth0 up
route replace default via $5
END
}
`;

/** The lab's bridge, one namespace per machine, and a cable from each to the bridge. */
export function ensureNetwork(layout: LabLayout): Promise<Outcome<string>> {
  const network = layout.networkNamespace;
  const lines = [
    commandLine('network', network, `${GATEWAY_ADDRESS}/${PREFIX_LENGTH}`),
    ...layout.machines.map((machine) => {
      const address = `${machine.privateIp}/${PREFIX_LENGTH}`;
      return commandLine(
        'machine',
        network,
        machine.networkNamespace,
        machine.name,
        address,
        GATEWAY_ADDRESS,
        machine.mac,
      );
    }),
  ];
  return runScript([FUNCTIONS, ...lines].join('\n'));
}

/** Where `ip netns` keeps the names of namespaces. */
export const NAMESPACES = '/run/netns';

/** A namespace by its name. */
export function namespaceFile(name: string): string {
  return join(NAMESPACES, name);
}
