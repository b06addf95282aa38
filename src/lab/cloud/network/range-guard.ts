import { run } from '../../command.ts';
import { onNetwork } from '../child.ts';
import type { LabNetwork } from '../server-config.ts';
import type { World } from '../world/world.ts';
import { mayHold } from './drift.ts';

const TABLE = 'havip_range';

/**
 * Rules for the lab's bridge: of an address that is limited to a range, no ARP of a machine outside it passes. So
 * nobody learns to send it the address's traffic, as nobody's traffic would reach it in a real VPC. Empty where no
 * HAVIP is limited.
 */
export function guardRules(world: World): string {
  const limited = Object.values(world.havips).filter(({ CheckAssociate }) => CheckAssociate);
  const clear = `table bridge ${TABLE}\ndelete table bridge ${TABLE}\n`;
  if (limited.length === 0) return clear;
  const allowed = limited.flatMap(({ HaVipId, Vip }) =>
    Object.values(world.networkInterfaces)
      .filter((eni) => mayHold(world, HaVipId, eni))
      .map(({ MacAddress }) => `${MacAddress} . ${Vip}`),
  );
  return `${clear}table bridge ${TABLE} {
  set limited { type ipv4_addr; ${elements(limited.map(({ Vip }) => Vip))} }
  set allowed { type ether_addr . ipv4_addr; ${elements(allowed)} }
  chain ports {
    type filter hook prerouting priority -300; policy accept;
    ether type arp arp saddr ip @limited ether saddr . arp saddr ip != @allowed drop
  }
}
`;
}

function elements(values: readonly string[]): string {
  return values.length === 0 ? '' : `elements = { ${[...new Set(values)].join(', ')} }`;
}

/** Applies rules as they change, one set after the other. */
export function rangeGuard(
  { namespace }: LabNetwork,
  complain: (text: string) => void,
): (world: World) => void {
  let wanted = '';
  let last: Promise<unknown> = Promise.resolve();
  return (world) => {
    const rules = guardRules(world);
    if (rules === wanted) return;
    wanted = rules;
    last = last.then(async () => {
      const applied = await run([...onNetwork(namespace), 'nft', '-f', '-'], { stdin: rules });
      if (!applied.ok) complain(applied.problems.map(({ detail }) => detail ?? '').join('\n'));
    });
  };
}
