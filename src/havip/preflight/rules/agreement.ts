import type { Finding } from '../../../api/types.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Fact } from '../../../resources/fact.ts';
import { fileFact } from '../../../resources/file.ts';
import { networkFact } from '../../../resources/network.ts';
import { AS_NEW_BACKUP } from '../../agreement/hears.ts';
import { type Misunderstanding, missingPeer, misunderstandings } from '../../agreement/misunderstandings.ts';
import type { Speaker } from '../../agreement/speaker.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../../cluster/state/cluster-facts.ts';
import { keepalivedVersionFact } from '../../cluster/state/keepalived-version.ts';
import { configurationInForce, includedFilesFact } from '../../takeover/in-place.ts';
import { speakerIn } from '../../takeover/members.ts';
import { finding, listed, type PreflightInput, type Seat } from './input.ts';

/**
 * Members that run and do not understand each other by what is configured on them now. Nothing shows of it while a third
 * one holds the address that both hear. Each two are told once, at the first of them.
 */
export function* agreementRules({ cluster, own, peers }: PreflightInput): Generator<Finding> {
  const names = cluster.members.map(({ host }) => host.name);
  const speaker = speakerAt(cluster, own);
  if (speaker === undefined) return;
  for (const peer of peers) {
    const other = names.indexOf(peer.host) > names.indexOf(own.host) ? speakerAt(cluster, peer) : undefined;
    if (other === undefined) continue;
    const found = misunderstandings([speaker, other], AS_NEW_BACKUP);
    if (found.length > 0) yield disagreement(cluster, found);
  }
}

/** How a member speaks now; undefined where that is not known, or its keepalived does not run. */
function speakerAt(cluster: Cluster, { host, facts }: Seat): Speaker | undefined {
  const isRead = [fileFact(CONFIG_PATH), includedFilesFact, networkFact].every(
    (fact: Fact<unknown>) => facts?.ifRead(fact) !== undefined,
  );
  if (facts === undefined || !isRead || facts.ifRead(keepalivedServiceFact)?.active !== true)
    return undefined;
  return speakerIn(cluster, host, facts, configurationInForce(facts), facts.ifRead(keepalivedVersionFact));
}

function disagreement(cluster: Cluster, found: readonly Misunderstanding[]): Finding {
  const [first, second] = found;
  const address = listed(cluster.havip.addresses);
  const [receiver, sender] = [first?.receiver.host, first?.sender.host];
  const missing = found.map(missingPeer);
  // What differs is the same from both sides, but for lists of peers.
  const told = missing.every((each) => each === undefined) ? found.slice(0, 1) : found;
  const why = told.map((each) => each.why).join('; ');
  const summary =
    second === undefined
      ? `${receiver} does not take adverts of ${sender} (${why}): while ${sender} holds ${address}, ${receiver} takes it, too`
      : `${receiver} and ${sender} do not take each other's adverts (${why}): while one of them holds ${address}, the other takes it, too`;
  const mend = missing.every((each) => each !== undefined)
    ? `add ${listed(missing)}`
    : 'give both the same there';
  return finding(
    'warning',
    'host.peers-disagree',
    summary,
    `\`havip-deploy up\` gives all members configurations that agree; by hand, ${mend} (keepalived.conf), and \`systemctl reload keepalived\`.`,
  );
}
