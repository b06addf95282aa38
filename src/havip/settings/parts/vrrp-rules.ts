import { finding, type Rule } from '../rules/rule-parts.ts';
import { defined } from './defined.ts';
import { groupOf } from './settle-vrrp.ts';

export const versions: Rule = ({ profile, version }) =>
  profile === 'fast' && version === 2
    ? [
        finding(
          'version',
          'contradiction',
          'profile fast is VRRP version 3',
          'Remove version, or use profile: standard.',
          'Version 2 counts whole seconds.',
        ),
      ]
    : [];

/** keepalived drops the delay beside `nopreempt`. */
export const delays: Rule = ({ preempt, preempt_delay }) =>
  preempt || preempt_delay === undefined
    ? []
    : [
        finding(
          'preempt_delay',
          'contradiction',
          'preempt_delay does nothing without preempt: true',
          'Set preempt: true, or remove preempt_delay.',
          'Without preemption, who has the address keeps it.',
        ),
      ];

/** Both nodes have the same settings: what one sends, the other has to take. */
export const hops: Rule = ({ unicast_ttl: sent = 255, peer_ttl: taken }) => {
  if (taken === undefined || (sent >= taken.min && sent <= taken.max)) return [];
  return [
    finding(
      'peer_ttl',
      'contradiction',
      `peer_ttl takes ${taken.min} to ${taken.max}, and the adverts are sent with ${sent}`,
      'Let peer_ttl reach from the TTL less the routers in between up to the TTL.',
      'Each node would drop the adverts of the others, and all of them would take the address.',
    ),
  ];
};

export const multicasting: Rule = (settings) => {
  if (groupOf(settings) === undefined) return [];
  const { cloud, unicast_ttl, peer_ttl } = settings;
  const beside = Object.keys(defined({ cloud, unicast_ttl, peer_ttl }));
  return beside.map((key) =>
    finding(
      'multicast',
      'contradiction',
      key === 'cloud' ? 'a VPC carries no multicast' : `${key} is about adverts to single members`,
      key === 'cloud' ? 'Remove multicast: adverts then go to each member.' : `Remove ${key}, or multicast.`,
    ),
  );
};

/** A card takes no more of them in a cloud. */
const MOST_IN_CLOUD = 5;

export const counted: Rule = (settings) => {
  const { addresses = [] } = settings;
  if (addresses.length <= MOST_IN_CLOUD || groupOf(settings) !== undefined) return [];
  return [
    finding(
      `addresses.${MOST_IN_CLOUD}`,
      'too-many-addresses',
      `havip.addresses has ${addresses.length} addresses, and a card takes ${MOST_IN_CLOUD} of a cloud`,
      'Move the others to excluded_addresses or to a cluster of their own; by multicast there may be more.',
    ),
  ];
};

export const excluded: Rule = ({ addresses, address, excluded_addresses: entries }) => {
  const own = new Set([...(addresses ?? []).map((each) => each.address), ...(address ? [address] : [])]);
  return (entries ?? []).flatMap(({ address: each }, index) => {
    const twice = own.has(each);
    own.add(each);
    return twice
      ? [
          finding(
            `excluded_addresses.${index}`,
            'duplicate-address',
            `${each} is there twice`,
            'Keep one of the two.',
          ),
        ]
      : [];
  });
};

export const mailing: Rule = ({ notify }) =>
  notify === undefined || notify.email !== undefined
    ? []
    : (['smtp_helo_name', 'smtp_alert', 'email_faults'] as const)
        .filter((key) => notify[key] !== undefined)
        .map((key) =>
          finding(
            `notify.${key}`,
            'contradiction',
            `notify.${key} without notify.email has no effect`,
            'Add email:, or remove it.',
          ),
        );
