import {
  type Cluster,
  DAEMON_FUNCTIONS,
  daemonView,
  type Fact,
  type Facts,
  type InterfaceAddress,
  type NetworkFacts,
  networkFact,
  type Placement,
  quote,
  type Resource,
  serviceFact,
  type TaskContext,
} from 'havip-deploy';
import { putBack } from './programs/put-back.ts';
import { type KeepalivedVars, placements } from './vars.ts';

const SERVICE = 'keepalived';

/** What a removed keepalived can leave behind, a line each. */
export interface Leftovers {
  readonly addresses: readonly string[];
  /** Process ids of keepalived's that run, whoever started them. */
  readonly processes: readonly string[];
  /** Names of packet rules of an unfinished drill. */
  readonly rules: readonly string[];
  /** Routes and routing rules that keepalived has set, as `ip` shows them. */
  readonly routing: readonly string[];
  /** A run of ours has been at work on this cluster here. */
  readonly known: boolean;
}

/** Names that the drill `isolate` gives to its rules. */
const DRILL_RULES = { nft: 'netdev havip_drill', iptables: 'HAVIP_DRILL' } as const;

/** POSIX sh: the line of an address of either family, where the machine has it. */
const SHOWN = `shown() { case $1 in *:*) ip -6 -o addr show to "$1/128" ;; *) ip -4 -o addr show to "$1/32" ;; esac; }`;

/** By this number of theirs the kernel knows routes and rules of keepalived's, and `ip` by it or by a name. */
const ROUTING_PROTOCOL = 18;

/** POSIX sh: routes and rules that a keepalived has set, a line each; of a family, the rules as words to delete them. */
const ROUTING = `rules_set() { ip "$1" rule show 2>/dev/null | sed -nE 's/^([0-9]+):[[:space:]]*(.*) proto (keepalived|${ROUTING_PROTOCOL})( .*)?$/\\1 \\2/p'; }
routing() {
  for family in -4 -6; do
    ip "$family" -o route show table all proto ${ROUTING_PROTOCOL} 2>/dev/null | sed 's/^/route /'
    rules_set "$family" | sed 's/^/rule /'
  done
}`;

/** All that move, for a shell. */
function addressesOf({ addresses, vrrp }: Cluster['havip']): string {
  const all = [...addresses, ...vrrp.excluded.map(({ address }) => address)];
  return all.map(quote).join(' ') || "''";
}

/** Looks at addresses, processes and rules themselves: files and units say nothing about them. */
export function leftoversFact({ name, havip }: Cluster): Fact<Leftovers> {
  return {
    id: `leftovers:${name}`,
    program: `${DAEMON_FUNCTIONS}
${SHOWN}
for address in ${addressesOf(havip)}; do
  [ -z "$(shown "$address")" ] || echo "address $address"
done
daemons | while read -r id _; do echo "process $id"; done
nft list table ${DRILL_RULES.nft} >/dev/null && echo 'rules nft table ${DRILL_RULES.nft}'
iptables -w -n -L ${DRILL_RULES.iptables} >/dev/null && echo 'rules iptables chain ${DRILL_RULES.iptables}'
${ROUTING}
routing | sed 's/^/routing /'
for log in /var/lib/havip-deploy/journal/*/*/log; do [ ! -e "$log" ] || { echo known; break; }; done`,
    parse: (output) => ({
      addresses: [...output.matchAll(/^address ([\da-fA-F.:]+)$/gm)].map((row) => row[1] ?? ''),
      processes: [...output.matchAll(/^process (\d+)$/gm)].map((row) => row[1] ?? ''),
      rules: [...output.matchAll(/^rules (.+)$/gm)].map((row) => row[1] ?? ''),
      routing: [...output.matchAll(/^routing (\S.*)$/gm)].map((row) => (row[1] ?? '').trim()),
      known: /^known$/m.test(output),
    }),
  };
}

/**
 * No address of the cluster, no route of keepalived's, no keepalived and no rule of a drill is left. While the unit
 * runs, they go with it; what then is still there is found by the look after the step.
 * @param unitRuns the unit is active, and is stopped by another step
 */
export function nothingLeft(cluster: Cluster, unitRuns: boolean): Resource {
  const fact = leftoversFact(cluster);
  return {
    id: `leftovers:${cluster.name}`,
    name: 'address, processes, rules',
    tags: [],
    facts: [fact],
    plan: ({ facts }) => {
      const { addresses, processes, routing, rules } = facts.get(fact);
      const left = [
        ...(unitRuns ? [] : processes.map((id) => `process ${id}`)),
        ...(unitRuns ? [] : [...addresses, ...routing]),
        ...rules,
      ];
      if (left.length === 0) return { state: 'unchanged', reason: 'none is left' };
      return {
        state: 'change',
        reason: `left behind: ${left.join(', ')}`,
        diff: `left behind: ${left.join(', ')}`,
        script: removal(cluster),
      };
    },
  };
}

/** Takes the addresses of a cluster off the interfaces, each wherever it is. */
function addressesOff(cluster: Cluster): string {
  return `for address in ${addressesOf(cluster.havip)}; do
  shown "$address" | while read -r _ name _ cidr _; do ip addr del "$cidr" dev "$name"; done
done`;
}

/** Ends with 1 where an address is on an interface still. */
function addressesAway(cluster: Cluster): string {
  return `for address in ${addressesOf(cluster.havip)}; do
  [ -z "$(shown "$address")" ] || { echo "$address is still here"; exit 1; }
done`;
}

/** What takes addresses off a machine where no keepalived runs that could do it. */
export interface Orphaned {
  /** Before anything else is changed, or no change could be proved beside them. */
  readonly first: readonly Resource[];
  /** Right before keepalived starts here, so that they are away no longer than they must. */
  readonly beforeStart: readonly Resource[];
  /** POSIX sh that puts these back, where keepalived does not run after an undo. */
  readonly putBack: string;
}

/**
 * Addresses of a keepalived that was killed, or of somebody's hand. Where another member serves them or has them too,
 * clients reach the one or the other; where nobody else does, they are reached here until keepalived starts, which
 * would leave on the machine what it does not set in the same way.
 */
export function orphanedAddresses({ vars, facts, factsOf }: TaskContext<KeepalivedVars>): Orphaned {
  const found = facts.get(serviceFact(SERVICE)).active
    ? []
    : placements(vars)
        .map((placement) => ({ ...placement, left: held(placement.cluster, facts.get(networkFact)) }))
        .filter(({ left, cluster }) => left.length > 0 && !runsOutside(cluster, facts));
  const judged = found.map((each) => ({ ...each, other: otherThatHas(each, factsOf) }));
  const alone = judged.filter(({ other }) => other === undefined);
  return {
    first: judged.flatMap(({ cluster, left, other }) =>
      other === undefined ? [] : [takenOff(cluster, left, `no keepalived runs here, and ${other}`, 'nobody')],
    ),
    beforeStart: alone.map(({ cluster, left }) =>
      takenOff(cluster, left, 'no keepalived runs here; the one that starts takes the address itself'),
    ),
    putBack: alone
      .flatMap(({ left }) => left)
      .map(putBack)
      .join('\n'),
  };
}

/** Who else has the address: a member that serves it, or the first of those on which it merely is. */
function otherThatHas(
  { cluster, member }: Placement,
  factsOf: ReadonlyMap<string, Facts>,
): string | undefined {
  const others = cluster.members
    .map(({ host: { name } }) => ({ name, theirs: factsOf.get(name) }))
    .filter(({ theirs }) => held(cluster, theirs?.ifRead(networkFact)).length > 0);
  const serving = others.find(({ theirs }) => theirs?.ifRead(serviceFact(SERVICE))?.active === true);
  if (serving !== undefined) return `${serving.name} serves`;
  const [first] = others;
  return first === undefined || first.name === member.host.name
    ? undefined
    : `${first.name} has it too, and starts first`;
}

/** A keepalived runs that is not the unit's, and is refused as that. */
function runsOutside(cluster: Cluster, facts: Facts): boolean {
  return daemonView(cluster, facts).astray.some(({ kind }) => kind === 'outside');
}

function takenOff(
  cluster: Cluster,
  left: readonly InterfaceAddress[],
  why: string,
  noticedBy?: 'nobody',
): Resource {
  const words = `${left.map(({ address }) => address).join(', ')} taken off: ${why}`;
  return {
    id: `orphan:${cluster.name}`,
    name: 'address left behind',
    tags: [],
    facts: [networkFact],
    plan: ({ facts }) =>
      held(cluster, facts.get(networkFact)).length === 0
        ? { state: 'unchanged', reason: 'none is left' }
        : {
            state: 'change',
            reason: words,
            diff: words,
            script: `${SHOWN}\n${addressesOff(cluster)}\n${addressesAway(cluster)}`,
            ...(noticedBy !== undefined && { noticedBy }),
          },
  };
}

/** Addresses of a cluster that are on a machine. */
function held({ havip }: Cluster, network: NetworkFacts | undefined): readonly InterfaceAddress[] {
  return (network?.addresses ?? []).filter(({ address }) => havip.addresses.includes(address));
}

function removal(cluster: Cluster): string {
  return `set +e
${DAEMON_FUNCTIONS}
${SHOWN}
${ROUTING}
ids() { daemons | while read -r id _; do printf '%s ' "$id"; done; }
left=$(ids)
[ -z "$left" ] || kill $left 2>/dev/null
tries=0
while [ -n "$(ids)" ] && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
left=$(ids)
[ -z "$left" ] || kill -KILL $left 2>/dev/null
${addressesOff(cluster)}
for family in -4 -6; do
  ip "$family" route flush table all proto ${ROUTING_PROTOCOL} 2>/dev/null
  rules_set "$family" | while read -r preference words; do ip "$family" rule del pref "$preference" $words; done
done
nft delete table ${DRILL_RULES.nft} 2>/dev/null
if iptables -w -n -L ${DRILL_RULES.iptables} >/dev/null 2>&1; then
  for way in INPUT OUTPUT; do iptables -w -D "$way" -j ${DRILL_RULES.iptables} 2>/dev/null; done
  iptables -w -F ${DRILL_RULES.iptables}; iptables -w -X ${DRILL_RULES.iptables}
fi
${addressesAway(cluster)}
[ -z "$(routing)" ] || { routing | sed 's/$/ is still here/'; exit 1; }
[ -z "$(ids)" ] || { echo "keepalived still runs: $(ids)"; exit 1; }`;
}
