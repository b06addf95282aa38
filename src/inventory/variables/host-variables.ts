import { distance } from 'fastest-levenshtein';
import { didYouMean } from '../../core/text/nearest.ts';
import type { ProblemList } from '../problem-list.ts';
import type { RawGroup, RawHost, VariableMap } from '../tree/tree.ts';
import { HONOURED, KNOWN } from './ansible-variables.ts';

/** The host variables of our own. */
export const HOST_VARIABLES = ['havip_role', 'havip_priority', 'private_ip', 'instance_id'] as const;

const OWN: readonly string[] = ['havip', ...HOST_VARIABLES];

/**
 * Finds mistyped names among the variables that files set for hosts and groups: each is told where it stands.
 * @param inCluster names that begin with `havip_` are ours there; elsewhere they are the user's
 */
export function checkNames(
  owners: Iterable<RawHost | RawGroup>,
  inCluster: boolean,
  problems: ProblemList,
): void {
  // Thousands of hosts share a few names.
  const suggestions = new Map<string, string | undefined>();
  const check = (variables: VariableMap): void => {
    for (const [name, { keySpot }] of variables) {
      if (!inCluster && name.startsWith('havip_')) continue;
      if (!suggestions.has(name)) suggestions.set(name, suggest(name));
      const suggestion = suggestions.get(name);
      if (suggestion === undefined) continue;
      problems.add(keySpot, {
        name: 'unknown-variable',
        summary: `unknown variable "${name}"`,
        detail: suggestion,
        fix: 'Correct the name; a variable of your own needs a name that is less like these.',
      });
    }
  };
  for (const owner of owners) {
    check(owner.fileVars);
    check(owner.folderVars);
    check(owner.playVars);
  }
}

/** `did you mean …`; undefined for a right name, and for one that may well be the user's own. */
function suggest(name: string): string | undefined {
  if (KNOWN.has(name) || OWN.includes(name)) return undefined;
  if (name.startsWith('havip')) return didYouMean(name, OWN);
  if (!/^an[a-z]{3,7}_/.test(name)) return undefined;
  // `ansible_host_ipv6`, `ansible_hosts_file`: a right name that goes on is meant to be another.
  if (HONOURED.some((known) => name.startsWith(known))) return undefined;
  // Two edits at most: `ansible_prot` is a slip, `ansible_distribution` a fact of Ansible's.
  const meant =
    HONOURED.find((known) => distance(name, known) <= 2) ??
    [...KNOWN].find((known) => distance(name, known) <= 2);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}
