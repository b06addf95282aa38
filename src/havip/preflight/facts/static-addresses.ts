import { commandLine, quote } from '../../../core/programs/shell.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Fact } from '../../../resources/fact.ts';

const PLACES = [
  '/etc/netplan',
  '/etc/network/interfaces',
  '/etc/network/interfaces.d',
  '/etc/systemd/network',
  '/etc/sysconfig/network-scripts',
  '/etc/NetworkManager/system-connections',
  '/etc/cloud/cloud.cfg.d',
] as const;

/** A file of the machine's network configuration that names a floating address. */
export interface StaticAddress {
  readonly file: string;
  readonly address: string;
}

/** Where the network configuration sets a floating address for good; two processes. */
export function staticAddressesFact({ name, havip }: Cluster): Fact<readonly StaticAddress[]> {
  const words = havip.addresses.flatMap((address) => ['-e', address]);
  const search = `${commandLine('grep', '-rwF', ...words)} ${PLACES.map(quote).join(' ')} | head -c 4000`;
  return {
    id: `preflight:static-addresses:${name}`,
    program: havip.addresses.length === 0 ? ':' : search,
    parse: (output) =>
      output.split('\n').flatMap((line): StaticAddress[] => {
        const [, file = '', text = ''] = /^(\/[^:]+):(.*)$/.exec(line) ?? [];
        if (file === '' || /^\s*[#;]/.test(text)) return [];
        return havip.addresses
          .filter((address) => text.includes(address))
          .map((address) => ({ file, address }));
      }),
  };
}
