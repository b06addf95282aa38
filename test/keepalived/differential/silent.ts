import type { Finding } from '../../../src/keepalived/lint/rule.ts';
import { viewOf } from '../../../src/keepalived/meaning/view.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { mayBeOlder } from '../../../src/keepalived/release.ts';

/** A finding of ours in a configuration that a release of keepalived has nothing against. */
export interface Said {
  readonly finding: Finding;
  readonly text: string;
  readonly release: string;
}

/** The line that it stands on. */
function lineOf({ finding: { place }, text }: Said): string {
  return text.split('\n')[place.line - 1] ?? '';
}

/** The instance that a line is in, and where the two places of a finding are: in one, or in two of them. */
function instanceAt(text: string, line: number): number {
  const above = text.split('\n').slice(0, line);
  return above.findLastIndex((each) => /^vrrp_instance\b/.test(each));
}

function inOneInstance({ finding: { place, related }, text }: Said): boolean {
  return related !== undefined && instanceAt(text, place.line) === instanceAt(text, related.line);
}

/**
 * Whether keepalived can tell apart the adverts of two instances that share an id: by how they are sent, by the
 * address that they come from, and from 2.2 on by the peers.
 */
function toldApart({ finding: { place, related }, text, release }: Said): boolean {
  const { instances } = viewOf(parse(text, 'FILE'));
  const [one, other] = [place, related].map((each) => {
    const own = instances.find(({ routerId }) => routerId?.place.line === each?.line);
    return { peers: (own?.peers ?? []).map(({ value }) => value), source: own?.sourceIp?.value };
  });
  if (one === undefined || other === undefined) return false;
  const unicast = [one, other].filter(({ peers }) => peers.length > 0);
  if (unicast.length < 2) return unicast.length === 1;
  if (one.source !== undefined && other.source !== undefined && one.source !== other.source) return true;
  return !mayBeOlder(release, '2.2.0') && !one.peers.some((peer) => other.peers.includes(peer));
}

/** Why keepalived's test is silent on a finding, on purpose: docs/lint-beside-keepalived.md says it in words. */
const SILENT: Readonly<Record<string, (said: Said) => boolean>> = {
  // A blank that ends a path, a label, a password or a name is a letter of it.
  KA001: (said) =>
    /^\s*(?:(?:\S*script|\S*path|file|router_id|auth_pass)\s|vrrp_\w+ |.* label )\S.*\u00A0$/.test(
      lineOf(said),
    ),
  // It is the owner's, and nothing is wrong with that.
  KA014: ({ finding: { message } }) =>
    /^(?:priority 255 is for|state MASTER without a priority)/.test(message),
  // From 2.2.5 it says that multicast is used, or with the keyword goes to FAULT without a word to its test.
  KA021: ({ finding: { message }, release }) =>
    mayBeOlder(release, '2.2.5') || message.includes('(unicast_fault_no_peer)'),
  KA026: toldApart,
  // That strict mode refuses something else is said; this is about the filter that it sets.
  KA040: ({ finding: { message } }) => message.startsWith('strict mode drops all traffic'),
  KA049: (said) => mayBeOlder(said.release, '2.3.3') || !inOneInstance(said),
  KA054: (said) => /^\s*\w+ (?:off|no|false|0)\b/.test(lineOf(said)),
  KA061: (said) => /^\s*auth_pass [^"\s]*[!#]/.test(lineOf(said)),
  KA070: ({ finding: { message } }) => message.startsWith('no virtual_server_group '),
  // The remark on it is no objection, and there is none where no script is run at all.
  KA074: ({ text }) => !/^\s*enable_script_security\s*$/m.test(text),
  KA090: ({ finding: { message }, release }) =>
    mayBeOlder(release, '2.2.0') && /"0x[0-9a-f]+".* is no number$/.test(message),
  KA092: ({ finding: { message } }) => message.endsWith(' has no auth_type'),
  KA094: ({ finding: { message } }) => message.endsWith(' unicast_peer already'),
};

/** Whether something explains that keepalived has nothing against what lint names. */
export function isSilent(said: Said): boolean {
  return SILENT[said.finding.rule]?.(said) === true;
}
