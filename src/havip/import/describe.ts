import { isIPv4 } from 'node:net';
import { subnetContains } from '../../inventory/address-rules.ts';
import { placeOf, setting } from '../../keepalived/meaning/settings.ts';
import type { SyntaxIssueKind } from '../../keepalived/parse/syntax.ts';
import { parseHavip } from '../settings/havip-parse.ts';
import { checkHavip } from '../settings/rules/havip-rules.ts';
import type { Assumption, FoundCluster, FoundMember } from './found.ts';
import { priorities, stepToUnseen } from './ranks.ts';
import { READERS, type Settings } from './settings/read.ts';
import { idleWeights } from './settings/weights.ts';

/** A host as an inventory would write it. */
export interface DescribedHost {
  readonly name: string;
  readonly vars: Settings;
  /** Where its configuration was found; undefined where none was. */
  readonly found?: FoundMember;
}

/** A cluster as an inventory would write it. */
export interface DescribedCluster {
  readonly name: string;
  readonly havip: Settings;
  readonly hosts: readonly DescribedHost[];
  readonly found: FoundCluster;
  readonly assumptions: readonly Assumption[];
}

/**
 * What an inventory says of a cluster that was found.
 * @param reached the hosts are in an inventory already, which says how they are reached
 */
export function describeCluster(found: FoundCluster, reached: boolean): DescribedCluster {
  const plain: Settings = Object.assign({}, ...READERS.map((reader) => reader(found)));
  const idle = idleWeights(found, [
    plain.checks,
    plain.track_interface,
    plain.track_process,
    plain.track_file,
  ]);
  const { havip, refused } = accepted(idle.length > 0 ? { ...plain, idle_weights: true } : plain);
  const hosts = describeHosts(found, reached);
  const about = (text: string): Assumption => ({ cluster: found.name, text });
  return {
    name: found.name,
    havip,
    hosts,
    found,
    assumptions: [
      ...refused.map((why) => about(`${why}; it is left out of the inventory`)),
      ...idle.map(({ name, weight }) =>
        about(
          `the weight ${weight} of ${name} moves nothing, as it was: with weight 0 a failure has the address given up`,
        ),
      ),
      ...unseenWords(found, hosts).map(about),
      ...addressWords(found).map(about),
      ...networkWords(found).map(about),
      ...garpWords(havip).map(about),
      ...brokenWords(found).map(about),
      ...meantOtherwise(found).map(about),
      ...undefinedWords(found).map(about),
    ],
  };
}

/** Without the settings that an inventory would not take, such as a password with a blank in it. */
function accepted(read: Settings): { readonly havip: Settings; readonly refused: readonly string[] } {
  const { findings, settings } = parseHavip(read);
  const all = [...findings, ...checkHavip(settings)];
  const wrong = new Set(
    all.flatMap(({ path: [key], key: unknown }) => (typeof key === 'string' ? [key] : (unknown ?? []))),
  );
  for (const [key, value] of Object.entries(read)) if (hasTemplate(value)) wrong.add(key);
  wrong.delete('address');
  wrong.delete('addresses');
  const havip = Object.fromEntries(Object.entries(read).filter(([key]) => !wrong.has(key)));
  return { havip, refused: [...wrong].map((key) => `havip.${key} does not take the value that was found`) };
}

/** An inventory would take it for something to evaluate. */
function hasTemplate(value: unknown): boolean {
  return /\{[{%#]/.test(JSON.stringify(value) ?? '');
}

function describeHosts(found: FoundCluster, reached: boolean): readonly DescribedHost[] {
  const { members, unseen: own, first } = found;
  // The machine that was not seen has one name in all of its clusters.
  const unseen = first?.unseen ?? own;
  const lowest = Math.min(...members.map(({ speaker }) => speaker.priority));
  const wanted = priorities([
    ...members.map(({ speaker }) => speaker.priority),
    ...unseen.map((_, index) => lowest - stepToUnseen(found) * (index + 1)),
  ]);
  const seen = members.map((member, index) => ({
    name: member.node.name,
    found: member,
    vars: hostVars(index, wanted[index], sendsFrom(member), reached),
  }));
  const others = unseen.map((address, index) => ({
    name: address === '' ? `${(first ?? { members }).members[0].node.name}-peer` : `peer-${address}`,
    vars: hostVars(
      members.length + index,
      wanted[members.length + index],
      address === '' ? undefined : address,
      reached,
    ),
  }));
  return [...seen, ...others];
}

/** In multicast only where it is said: else keepalived takes the first address of the interface. */
function sendsFrom({ speaker, instance, ownAddress }: FoundMember): string | undefined {
  const said = instance.sourceIp ?? setting(instance.body, 'mcast_src_ip');
  return speaker.peers === null && said === undefined ? undefined : ownAddress;
}

function hostVars(
  index: number,
  priority: number | undefined,
  address: string | undefined,
  reached: boolean,
): Settings {
  return {
    ...(address === undefined || reached ? {} : { ansible_host: address }),
    havip_role: index === 0 ? 'primary' : 'secondary',
    havip_priority: priority,
    ...(address === undefined ? {} : { private_ip: address }),
  };
}

function unseenWords({ members, unseen }: FoundCluster, hosts: readonly DescribedHost[]): readonly string[] {
  return unseen.map((address, index) => {
    const { name = '' } = hosts[members.length + index] ?? {};
    return address === ''
      ? `the other node is not known: ${name} stands for it; put its name and ansible_host there, or import both files`
      : `no file of ${address} was given: ${name} stands for it, and is taken to be like ${members[0].node.name} but with a lower priority`;
  });
}

function addressWords({ members }: FoundCluster): readonly string[] {
  return members
    .filter(({ ownAddress }) => ownAddress === undefined)
    .map(
      ({ node }) =>
        `nothing says the address of ${node.name}: put its ansible_host there; its private_ip is asked of the machine`,
    );
}

/** A file says nothing of the machine's network; most are larger than this, and few addresses lie further away. */
const NEAR = 24;

function networkWords({ members }: FoundCluster): readonly string[] {
  return members.slice(0, 1).flatMap(({ node, ownAddress, speaker: { addresses } }) => {
    if (node.network !== undefined || ownAddress === undefined) return [];
    const far = addresses.filter((each) => isIPv4(each) && !subnetContains(`${ownAddress}/${NEAR}`, each));
    return far.map(
      (each) =>
        `${each} has to be in the network of ${ownAddress}, which no file says: \`plan\` asks the machine, and refuses it otherwise`,
    );
  });
}

function garpWords({ garp_master_refresh: refresh, multicast }: Settings): readonly string[] {
  return refresh === 0 && multicast === undefined
    ? [
        'garp_master_refresh: 0 is what the pair has: gratuitous ARP is not sent again once an address has moved; for a HAVIP take the line out, and it is every 5 s',
      ]
    : [];
}

function brokenWords({ members }: FoundCluster): readonly string[] {
  const broken = members.filter(({ node }) => node.config.issues.some(({ kind }) => BROKEN.has(kind)));
  return broken.map(
    ({ node }) =>
      `${node.config.file} has mistakes that keep parts of it out of force; where they are meant, mend them first (havip-deploy lint --fix) and import again`,
  );
}

/** What keepalived makes of it in one way only, so that the same is imported; its author may have meant another. */
const MEANT_OTHERWISE: Partial<Readonly<Record<SyntaxIssueKind, string>>> = {
  'stray-open': 'these braces have no keyword, and nothing between them is in force',
  unclosed: 'the block that begins here is never closed, and holds the rest of the file',
  'unmatched-quote': 'the quote that begins here is never closed, and holds the rest of the line',
  'comment-in-word': 'a comment begins inside the word, which ends there',
};

function meantOtherwise({ members }: FoundCluster): readonly string[] {
  return members.flatMap(({ node: { config } }) =>
    config.issues.flatMap(({ kind, place: { file, line } }) => {
      const why = MEANT_OTHERWISE[kind];
      return why === undefined ? [] : [`${file}:${line}: ${why}`];
    }),
  );
}

function undefinedWords({ members }: FoundCluster): readonly string[] {
  return members.flatMap(({ node: { ignored }, instance }) =>
    ignored
      .filter(({ why, block }) => why === 'not-defined' && block.words[1]?.text === instance.name)
      .map(({ name, node }) => {
        const { file, line } = placeOf(node);
        return `${name} in ${file}:${line} names a check that is not defined: nothing goes by it, before and after`;
      }),
  );
}

const BROKEN: ReadonlySet<string> = new Set(['stray-open', 'stray-close', 'unclosed', 'foreign-blank']);
