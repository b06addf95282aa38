import { template } from 'havip-deploy';

const dropInTemplate = template(new URL('../templates/drop-in.conf.hbs', import.meta.url));

/** Half seconds for which a start waits for an address of the machine: less than systemd gives it. */
const TRIES = 120;

/**
 * systemd's side of a node: what every unit of keepalived lacks.
 * @param addresses from which the node sends: one of several networks is enough to start, what the others are for is in
 * fault meanwhile
 */
export function dropInOf(addresses: readonly string[]): string {
  const own = [...new Set(addresses)].map((address) => `-e ${address}`).join(' ');
  return dropInTemplate({ own, tries: TRIES });
}
