import type { HavipVariables } from '../cluster.ts';
import { partsOf } from './extras.ts';
import { formed, type Written } from './forms.ts';
import { Random } from './random.ts';
import { drawTraits, drawWanted, type Traits, traitWords } from './traits.ts';

/** One node's hand-made configuration, and what lies beside it. */
export interface HandMadeNode {
  readonly config: string;
  /** Further files by path, with their content. */
  readonly files: Readonly<Record<string, string>>;
  /** The text of `/etc/sysconfig/keepalived`. */
  readonly options: string;
  /** Run on the machine before keepalived starts. */
  readonly program: string;
}

/** A pair as somebody may have made it by hand, and what an inventory wants of it. */
export interface HandMadePair {
  readonly number: number;
  /** In a few words, for a person. */
  readonly summary: string;
  readonly traits: Traits;
  readonly nodes: readonly HandMadeNode[];
  /** IPv4 addresses besides the pair's own that one of them holds. */
  readonly alsoFloating: readonly string[];
  readonly wanted: HavipVariables;
  /** The inventory is what `import --from-hosts` makes of it. */
  readonly imported: boolean;
  /** What it does more is given up by `--replace-config`. */
  readonly givenUp: boolean;
}

/** Where the pair is made. */
export interface PairPlace {
  readonly address: string;
  readonly routerId: number;
  /** Of the pair, and of a third machine where there is one. */
  readonly privateIps: readonly string[];
  /** What the machines are called. */
  readonly names: readonly string[];
}

/** The pair of a seed and a number. */
export function handMadePair(seed: number, number: number, place: PairPlace): HandMadePair {
  const random = new Random(seed * 1_000_003 + number);
  const traits = drawTraits(random);
  const imported = random.chance(0.4);
  const wanted = imported ? {} : drawWanted(random);
  const givenUp = traits.extras.length > 0 && random.chance(0.85);
  const members = traits.third ? place.privateIps.length : 2;
  const here = { ...place, privateIps: place.privateIps.slice(0, members) };
  const words = [
    traitWords(traits),
    imported ? 'imported' : `wanted: ${Object.keys(wanted).join(' ') || 'nothing special'}`,
    ...(givenUp ? ['given up'] : []),
  ];
  const nodes = nodesOf(traits, here);
  return {
    number,
    summary: words.join(', '),
    traits,
    nodes,
    alsoFloating: floatingIn(nodes, here),
    wanted,
    imported,
    givenUp,
  };
}

function nodesOf(traits: Traits, place: PairPlace): readonly HandMadeNode[] {
  const all = place.privateIps.map((_address, index) => writtenOf(traits, place, index));
  return all.map((_own, index) => {
    const parts = partsOf(traits.extras, { place, index, name: nameOf(traits, index) });
    const form = formed(traits.form, traits.style, all, index, place.names);
    return {
      config: form.config,
      files: { '/etc/keepalived/check.sh': '#!/bin/sh\nexit 0\n', ...parts.files, ...form.files },
      options: parts.options.replace(/"$/, `${form.words}"`),
      program: parts.program,
    };
  });
}

/** Whatever of the network is named and is no machine's own. */
function floatingIn(nodes: readonly HandMadeNode[], { address, privateIps }: PairPlace): readonly string[] {
  const network = address.replace(/\d+\.\d+$/, '');
  const named = nodes
    .flatMap(({ config, files }) => [config, ...Object.values(files)])
    .flatMap((text) => text.match(/\d+\.\d+\.\d+\.\d+/g) ?? []);
  return [...new Set(named)].filter(
    (each) => each.startsWith(network) && each !== address && !privateIps.includes(each),
  );
}

function writtenOf(traits: Traits, place: PairPlace, index: number): Written {
  const parts = partsOf(traits.extras, { place, index, name: nameOf(traits, index) });
  return {
    before: [
      'global_defs {',
      '  router_id LVS_DEVEL',
      ...when(traits.skipCheck, '  vrrp_skip_check_adv_addr'),
      ...when(traits.version === 3, '  vrrp_version 3'),
      ...parts.globals,
      '}',
      ...parts.before,
    ],
    instance: [
      `vrrp_instance ${nameOf(traits, index)} {`,
      ...instance(traits, place, index),
      '  virtual_ipaddress {',
      `    ${place.address}${traits.mask}`,
      ...parts.addresses,
      '  }',
      ...parts.instance,
      '}',
    ],
    after: parts.after,
  };
}

function nameOf({ name, otherName }: Traits, index: number): string {
  return otherName && index > 0 ? `${name}_other` : name;
}

function instance(traits: Traits, place: PairPlace, index: number): readonly string[] {
  const { transport, password, nopreempt } = traits;
  const peers = place.privateIps.filter((_address, other) => other !== index);
  const [first, second] = traits.priorities;
  const stays = nopreempt === 'both' || (nopreempt === 'primary' ? index === 0 : index > 0);
  return [
    `  state ${traits.states[index === 0 ? 0 : 1]}`,
    '  interface eth0',
    `  virtual_router_id ${place.routerId + (traits.otherId ? 100 : 0)}`,
    `  priority ${[first, second, Math.max(1, Math.min(first, second) - 5)][index]}`,
    `  advert_int ${traits.advertInt + (traits.otherAdvert && index > 0 ? 0.5 : 0)}`,
    // Every node has the same number of lines, as `@id` needs it.
    nopreempt !== 'none' && stays ? '  nopreempt' : '',
    ...when(
      password !== undefined,
      '  authentication {',
      '    auth_type PASS',
      `    auth_pass ${password}`,
      '  }',
    ),
    ...when(transport === 'unicast', `  unicast_src_ip ${place.privateIps[index]}`),
    ...when(transport !== 'multicast', '  unicast_peer {', ...peers.map((peer) => `    ${peer}`), '  }'),
  ];
}

function when(is: boolean, ...lines: readonly string[]): readonly string[] {
  return is ? lines : [];
}
