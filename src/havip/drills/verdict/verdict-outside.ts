import { OUTSIDE_SETTLE_MS } from '../drive/phases.ts';
import { isSilent } from './verdict-prober.ts';
import { problem, type Rule } from './verdict-rule.ts';

/** The address answers on its new node, and what it is for does not. */
export const serviceUnreachable: Rule = (measured, { address, from }, ending) => {
  const { moves } = measured;
  if (!isSilent(measured, 'service', ending) || isSilent(measured, 'address', ending)) return undefined;
  const where = moves.at(-1)?.node ?? from;
  return problem(
    'verify.service-unreachable',
    'The service behind the address does not answer',
    `${address} is on ${where}${measured.silent.includes('address') ? '' : ' and answers ping'}, but its service (verify.service) did not answer any more by the end.`,
    `See whether the service runs on ${where} and listens on ${address} or on every address, and set havip.check so that a node without it is passed over.`,
  );
};

/** The machines agree among themselves, and the network goes by what the cloud believes. */
export const cloudDisagrees: Rule = ({ boundAtEnd, holdersAtEnd }, { address }) => {
  const [holder] = holdersAtEnd;
  if (boundAtEnd === undefined || holder === undefined || holdersAtEnd.length > 1 || boundAtEnd === holder)
    return undefined;
  const bound = boundAtEnd ?? 'none of the nodes';
  return problem(
    'verify.cloud-disagrees',
    'The cloud sends the address elsewhere',
    `${holder} has ${address}, but ${OUTSIDE_SETTLE_MS / 1000} s after the cluster came to rest the cloud still sends it to ${bound}.`,
    `See in the console whether the HAVIP may be bound by ${holder} (its range of instances, same subnet), and with tcpdump -ni any arp on ${holder} whether its gratuitous ARP for ${address} leaves (garp_master_refresh).`,
  );
};

/** Inside all is well, outside the address stays away. */
export const publicUnreachable: Rule = (measured, { address }, ending) => {
  if (!isSilent(measured, 'public', ending) || measured.silent.includes('address')) return undefined;
  return problem(
    'verify.public-unreachable',
    'The public address does not answer any more',
    `The public address that leads to ${address} answered this machine before the drill and not at its end, though ${address} answers inside.`,
    'See in the console that the EIP is bound to the HAVIP and not to one machine, and that the security group of every node lets this machine in.',
  );
};
