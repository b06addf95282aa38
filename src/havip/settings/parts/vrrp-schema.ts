import { isIP } from 'node:net';
import * as z from 'zod';
import {
  choice,
  duration,
  flag,
  ipv4,
  isIpv4,
  list,
  mapping,
  shorthand,
  text,
  wholeNumber,
} from '../../../inventory/schema-parts.ts';

/** How keepalived is to put an address on a card. */
const placing = (bits: number) => ({
  prefix: wholeNumber(1, bits)
    .optional()
    .describe(`Bits of the subnet; without it the address stands by itself, /${bits}.`),
  brd: ipv4().optional().describe('Its broadcast address.'),
  dev: text('the name of an interface', /^[A-Za-z0-9][\w.@:-]{0,14}$/)
    .optional()
    .describe('The card that it goes to, where that is not `interface`.'),
  scope: choice('link', 'host', 'site', 'global', 'nowhere').optional().describe('Its scope.'),
  label: text('a label of up to 15 characters, such as eth0:vip', /^[A-Za-z0-9][\w.:-]{0,14}$/)
    .optional()
    .describe(
      'Its label in `ip addr`; ifconfig shows it where it begins with the name of the card and a colon.',
    ),
  no_track: flag().optional().describe('It may be missing without a fault.'),
  noprefixroute: flag().optional().describe('Its mask makes no route to its network.'),
});

/** The HAVIPs of a cluster. */
export const addressesSchema = list(
  shorthand('address', mapping({ address: ipv4().describe('The HAVIP itself.'), ...placing(32) })),
  'a list of 1 to 5 IPv4 addresses, up to 100 by multicast',
  100,
).describe(
  'Several HAVIPs that move together, instead of `address`; with more to say of one, as a mapping. A card takes 5 of a cloud; by `multicast` there are up to 100.',
);

const anyAddress = () => {
  const error = 'an IPv4 or IPv6 address';
  return z
    .string({ error })
    .refine((value) => isIP(value) !== 0, { error })
    .meta({ title: error });
};

/** Addresses beyond those that the adverts name. */
const excludedAddressesSchema = list(
  shorthand('address', mapping({ address: anyAddress().describe('The address.'), ...placing(128) })),
  'a list of 1 to 100 addresses',
  100,
).describe(
  'Addresses that move along and stand in no advert (`virtual_ipaddress_excluded`), IPv6 too. Nothing is proved of them.',
);

/** Lines of a block of keepalived's; what they mean, the linter judges. */
const lines = (what: string) =>
  list(
    text(`one ${what} as keepalived has it, on one line`, /^[^\s"'{}#!$@~\\][^"'{}#!$\\\n]*$/),
    `a list of 1 to 100 ${what}s`,
    100,
  );

const seconds = (least: number, most: number) => {
  const expected = `seconds from ${least / 1000} to ${most / 1000}`;
  return duration(least, most, expected).transform((milliseconds) => milliseconds / 1000);
};

/** How adverts reach the others where they go to a group. */
const multicastSchema = () => {
  const error = 'true, false, or a group from 224.0.0.0 to 239.255.255.255';
  const group = z
    .string({ error })
    .regex(/^(?:22[4-9]|23\d)(?:\.\d{1,3}){3}$/, { error })
    .refine(isIpv4, { error });
  return z.union([z.boolean({ error }), group], { error }).meta({ title: error });
};

/** What keepalived can be told of VRRP beyond what a HAVIP needs; each under keepalived's own name. */
export const vrrpShape = {
  excluded_addresses: excludedAddressesSchema.optional(),
  virtual_routes: lines('route')
    .optional()
    .describe('Routes of the holder, each as in `ip route add`: `to 10.1.0.0/16 via 172.16.16.1`.'),
  virtual_rules: lines('rule')
    .optional()
    .describe('Routing rules of the holder, each as in `ip rule add`: `from 172.16.16.12 table 100`.'),
  version: wholeNumber(2, 3).optional().describe("VRRP's version; by default the profile's, 2 or 3."),
  down_timer_adverts: wholeNumber(1, 100)
    .optional()
    .describe('After how many missing adverts a standby takes over, 3 otherwise. From keepalived 2.2.3 on.'),
  preempt_delay: seconds(1, 1_000_000)
    .optional()
    .describe(
      'Seconds for which the primary is back before it takes the address back; with `preempt: true` alone.',
    ),
  startup_delay: seconds(1, 600_000)
    .optional()
    .describe('Seconds that keepalived waits when it has started, before it takes part. From 2.0.14 on.'),
  multicast: multicastSchema()
    .optional()
    .describe(
      'Adverts go to the group 224.0.0.18, or the one that is named, instead of to each member: on a network of your own, since clouds carry none.',
    ),
  unicast_ttl: wholeNumber(1, 255)
    .optional()
    .describe('TTL of the adverts, 255 otherwise. From keepalived 2.1.0 on.'),
  peer_ttl: mapping({
    min: wholeNumber(1, 255).default(1).describe('The least.'),
    max: wholeNumber(1, 255).default(255).describe('The most.'),
  })
    .optional()
    .describe('What TTL adverts of the others may come with; others are dropped. From keepalived 2.1.0 on.'),
  garp_master_delay: wholeNumber(0, 86_400)
    .optional()
    .describe(
      'Seconds from the takeover to the second burst of gratuitous ARP, 1 otherwise; 0: no second one.',
    ),
  garp_master_repeat: wholeNumber(1, 100).optional().describe('Packets of a burst for each address.'),
  garp_master_refresh: wholeNumber(0, 86_400)
    .optional()
    .describe('Seconds between two refreshes by the holder, 5 otherwise; 0: none.'),
  garp_master_refresh_repeat: wholeNumber(1, 100).optional().describe('Packets of a refresh.'),
  garp_lower_prio_delay: wholeNumber(0, 86_400)
    .optional()
    .describe('Seconds to the second burst after an advert of a lower priority.'),
  garp_lower_prio_repeat: wholeNumber(0, 100)
    .optional()
    .describe('Packets after an advert of a lower priority.'),
  garp_interval: seconds(1, 100_000)
    .optional()
    .describe('Seconds between two packets of gratuitous ARP on a card.'),
  gna_interval: seconds(1, 100_000).optional().describe('The same for IPv6.'),
};

const rawText = (where: string) =>
  text(`lines of ${where}, as text`, /\S/)
    .refine((value) => value.length <= 65_536, { error: `lines of ${where}, of 64 KB at most` })
    .optional();

export const rawSchema = mapping({
  global_defs: rawText('global_defs').describe('Lines of `global_defs`.'),
  instance: rawText('vrrp_instance').describe('Lines of the `vrrp_instance`.'),
  file: rawText('keepalived.conf').describe('Blocks beside it, such as `virtual_server`.'),
}).describe(
  "keepalived's own words for what has no setting here, linted with the rest. What has one, or what all of this stands on, is refused.",
);
