import type { Finding } from '../../api/types.ts';
import type { Fact } from '../../resources/fact.ts';
import { formerPeersFact } from '../wire/former-peers.ts';
import { listenersFact } from '../wire/listeners.ts';
import { checkRunFact } from './facts/check-run.ts';
import { echoFact, listeningFact, scriptFoldersFact, stallsFact } from './facts/closer.ts';
import { daemonOptionsFact } from './facts/daemon-options.ts';
import { firewallFact } from './facts/firewall.ts';
import { kernelFact } from './facts/kernel.ts';
import { networkOwnersFact } from './facts/network-owners.ts';
import { placesFact } from './facts/places.ts';
import { processesFact } from './facts/processes.ts';
import { rejectedAdvertsFact } from './facts/rejected-adverts.ts';
import { senderFacts } from './facts/senders.ts';
import { servicesFact } from './facts/services.ts';
import { staticAddressesFact } from './facts/static-addresses.ts';
import { trackedFacts } from './facts/tracked.ts';
import { updatesFact } from './facts/updates.ts';
import { staticRules } from './rules/address.ts';
import { agreementRules } from './rules/agreement.ts';
import { bindRules, checkRules } from './rules/check.ts';
import { configurationRules } from './rules/configuration.ts';
import { daemonRules, updateRules } from './rules/daemon.ts';
import { firewallRules } from './rules/firewall.ts';
import { formerPeerRules, formerPeers } from './rules/former-peers.ts';
import type { PreflightInput, PreflightRule } from './rules/input.ts';
import { journalRules, measureRules, stallRules } from './rules/machine.ts';
import { kernelRules, ownerRules, scopeRules } from './rules/network.ts';
import { placeRules } from './rules/places.ts';
import { senderRules } from './rules/senders.ts';
import { listeners, silentRouterRules } from './rules/silent-routers.ts';
import { trackedRules } from './rules/tracked.ts';
import { wireRules } from './rules/wire.ts';
import { wireFacts } from './rules/wire-options.ts';

export type { PreflightInput, Seat } from './rules/input.ts';

/** In the order in which a person would look: what stops everything first. */
const RULES: readonly PreflightRule[] = [
  daemonRules,
  placeRules,
  configurationRules,
  firewallRules,
  wireRules,
  formerPeerRules,
  agreementRules,
  silentRouterRules,
  staticRules,
  scopeRules,
  kernelRules,
  checkRules,
  trackedRules,
  senderRules,
  bindRules,
  measureRules,
  stallRules,
  ownerRules,
  updateRules,
  journalRules,
];

/**
 * What is read of a machine with everything else: three processes together, `systemctl`, `stat` and `nft`. None of it is a fact of
 * anybody else's, since it is forgotten once it is judged.
 */
export const preflightFacts: readonly Fact<unknown>[] = [
  kernelFact,
  servicesFact,
  processesFact,
  networkOwnersFact,
  placesFact,
  daemonOptionsFact,
  firewallFact,
];

/** What takes longer: files are searched, the check is run, peers are asked, the wire is listened to. */
export function closerFacts(
  input: Pick<PreflightInput, 'cluster' | 'own' | 'peers' | 'checks'>,
): readonly Fact<unknown>[] {
  const { cluster, peers, checks } = input;
  const { verify, profile } = cluster.havip;
  const former = formerPeers(input);
  const heard = listeners(input);
  const asked = peers.filter(({ facts }) => facts !== undefined).map(({ address }) => address);
  return [
    staticAddressesFact(cluster),
    updatesFact,
    scriptFoldersFact,
    rejectedAdvertsFact,
    ...checks.map((each) => checkRunFact(cluster, each)),
    ...trackedFacts(cluster),
    ...senderFacts(cluster),
    ...(verify.service === undefined && !checks.some(({ check }) => 'tcp' in check) ? [] : [listeningFact]),
    ...(verify.service === undefined && asked.length > 0 ? [echoFact(asked)] : []),
    ...(profile === 'fast' ? [stallsFact] : []),
    ...(former.length === 0 ? [] : [formerPeersFact(former)]),
    ...(heard === undefined ? [] : [listenersFact(heard)]),
    // Last, so that all machines come to it at about the same time.
    ...wireFacts(input),
  ];
}

/** Everything about one node that would make the deployment fail, or the address move when nobody wants it. */
export function judge(input: PreflightInput): readonly Finding[] {
  return RULES.flatMap((rule) => [...rule(input)]);
}
