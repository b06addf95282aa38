import { quote } from '../../core/programs/shell.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';
import { askByArp } from './ask-programs.ts';

/** An address and who answers for it. */
export interface ArpAnswer {
  readonly address: string;
  /** Of the card that answered, as `52:54:00:00:00:01`. */
  readonly mac: string;
}

/** Who answers for the floating addresses, asked on the wire by one machine. */
export interface AnswersFacts {
  /** Somebody could ask: Perl, Python or arping is there, and may open such a socket. */
  readonly asked: boolean;
  /** All answers, each once; a holder does not answer itself. */
  readonly answers: readonly ArpAnswer[];
  /** Cards of other machines that answer for this one's own address in that network. */
  readonly twins: readonly ArpAnswer[];
  /** Cards of this machine. */
  readonly own: readonly string[];
  /** The machine's ARP table. */
  readonly known: readonly ArpAnswer[];
}

/** In the words of `ip neigh`; the kernel's table has those, too, that did not answer, with other flags. */
const NEIGHBOUR = /^([\d.]+) dev .*\blladdr ([0-9a-f]{2}(?::[0-9a-f]{2}){5})\b/gim;
const MAC = '[0-9a-f]{2}(?::[0-9a-f]{2}){5}';

/**
 * Asks who has the floating addresses, and who else the machine's own, and takes every answer: two machines that have one both answer. It takes
 * an eighth of a second, or with arping, two.
 */
export function answersFact({ name, havip }: Cluster): Fact<AnswersFacts> {
  const addresses = havip.addresses.map(quote).join(' ');
  return {
    // Not of its addresses: after an undo the cluster is looked at with those from before.
    id: `answers:${name}`,
    waits: true,
    plain: true,
    program: `for card in /sys/class/net/*/address; do read -r mac <"$card" && echo "own $mac"; done
while read -r address _ flags mac _ card; do
  case $flags in 0x2 | 0x6) echo "$address dev $card lladdr $mac" ;; esac
done </proc/net/arp
route=$(ip -4 route show match ${quote(havip.addresses[0] ?? '')} scope link)
card=\${route#*" dev "} card=\${card%% *}
case $route in *" src "*) self=\${route#*" src "} self=\${self%%[!0-9.]*} ;; *) self='' ;; esac
# The floating one by a mask of its own network: that is not where the machine itself sits.
case ${quote(` ${havip.addresses.join(' ')} `)} in *" $self "*) self='' ;; esac
[ -z "$self" ] || echo "self $self"
if [ -n "$card" ]; then
${askByArp(`${addresses} $self`)}
fi`,
    parse: (output) => ({
      asked: /^asked$/m.test(output),
      ...answersIn(output),
      known: [...output.matchAll(NEIGHBOUR)].map((row) => ({ address: row[1] ?? '', mac: lower(row[2]) })),
    }),
  };
}

function answersIn(output: string): Pick<AnswersFacts, 'answers' | 'twins' | 'own'> {
  const self = /^self ([\d.]+)$/m.exec(output)?.[1];
  const own = [...output.matchAll(new RegExp(`^own (${MAC})$`, 'gim'))].map((row) => lower(row[1]));
  const all = pairs(output, 'answer');
  return {
    answers: all.filter(({ address }) => address !== self),
    // A second card of the machine in the same network answers for the first one's address, too.
    twins: all.filter(({ address, mac }) => address === self && !own.includes(mac)),
    own,
  };
}

function pairs(output: string, word: string): ArpAnswer[] {
  return [...output.matchAll(new RegExp(`^${word} ([\\d.]+) (${MAC})$`, 'gim'))].map((row) => ({
    address: row[1] ?? '',
    mac: lower(row[2]),
  }));
}

function lower(text: string | undefined): string {
  return (text ?? '').toLowerCase();
}
