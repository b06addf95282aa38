import type { Extra } from './extras.ts';

/**
 * Refusals that are right of what `import` itself has written, by their code. Any other one says that `import` has
 * made an inventory that the tool does not want, which is its own fault, although nothing was touched.
 */
const RIGHT_REFUSALS: Readonly<Record<string, string>> = {
  'host.config-would-be-lost': 'what no inventory can describe was left out, and is not given up',
  'host.config-elsewhere': 'the unit reads another file than the one that would be written',
  'host.other-keepalived': 'what runs is started by other words than the unit has, or reads another file',
  'inventory.address-subnet': 'no HAVIP can be of a network that its machines are not in, as import has said',
  'host.probe-astray': 'as the machines are, nobody could measure without a witness',
  'host.no-safe-order': 'what was left out cannot be taken away without two holders',
};

/** Extras of which a check fails where it is, which is told before anything is changed. */
const FAILING: readonly Extra[] = ['fails on the standby', 'fails on the primary, lighter'];

/** The codes among them of a refusal that is a fault, for a pair that does this. */
export function wrongRefusals(codes: readonly string[], extras: readonly Extra[]): readonly string[] {
  const failing = extras.some((extra) => FAILING.includes(extra));
  return codes.filter((code) => !(code in RIGHT_REFUSALS) && !(failing && code === 'host.check-fails'));
}
