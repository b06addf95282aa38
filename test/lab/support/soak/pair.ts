import type { HavipVariables } from '../cluster.ts';
import { Random } from './random.ts';
import { drawTraits, drawWanted, type Extra, type Traits, traitWords } from './traits.ts';

/** One node's hand-made configuration, and what lies beside it. */
export interface HandMadeNode {
  readonly config: string;
  /** Further files by path, with their content. */
  readonly files: Readonly<Record<string, string>>;
}

/** A pair as somebody may have made it by hand, and what an inventory wants of it. */
export interface HandMadePair {
  readonly number: number;
  /** In a few words, for a person. */
  readonly summary: string;
  readonly traits: Traits;
  readonly nodes: readonly [HandMadeNode, HandMadeNode];
  readonly wanted: HavipVariables;
  /** What it does more is given up by `--replace-config`. */
  readonly givenUp: boolean;
}

/** Where the pair is made. */
export interface PairPlace {
  readonly address: string;
  readonly routerId: number;
  readonly privateIps: readonly [string, string];
}

/** The pair of a seed and a number. */
export function handMadePair(seed: number, number: number, place: PairPlace): HandMadePair {
  const random = new Random(seed * 1_000_003 + number);
  const traits = drawTraits(random);
  const wanted = drawWanted(random);
  const givenUp = traits.extras.length > 0 && random.chance(0.5);
  return {
    number,
    summary: `${traitWords(traits, wanted)}${givenUp ? ', given up' : ''}`,
    traits,
    nodes: [nodeOf(traits, place, 0), nodeOf(traits, place, 1)],
    wanted,
    givenUp,
  };
}

function nodeOf(traits: Traits, place: PairPlace, index: 0 | 1): HandMadeNode {
  const has = (extra: Extra) => traits.extras.includes(extra);
  const lines = [
    ...globals(traits),
    ...when(
      has('check'),
      'vrrp_script chk_web {',
      '  script "/etc/keepalived/check.sh"',
      '  interval 2',
      '  weight 0',
      '}',
    ),
    `vrrp_instance ${traits.name} {`,
    ...instance(traits, place, index),
    '  virtual_ipaddress {',
    `    ${place.address}${traits.mask}`,
    '  }',
    ...when(has('check'), '  track_script {', '    chk_web', '  }'),
    ...when(has('notify'), '  notify_master "/etc/keepalived/check.sh master"'),
    ...when(has('routes'), '  virtual_routes {', '    192.0.2.0/24 dev eth0', '  }'),
    '}',
    ...(has('second') ? second(place, index) : []),
    ...when(has('include'), 'include conf.d/*.conf'),
  ];
  const included = has('include')
    ? { '/etc/keepalived/conf.d/more.conf': second(place, index).join('\n') }
    : {};
  return {
    config: styled(lines, traits.style),
    files: { '/etc/keepalived/check.sh': '#!/bin/sh\nexit 0\n', ...included },
  };
}

function globals({ skipCheck, version, extras }: Traits): readonly string[] {
  return [
    'global_defs {',
    '  router_id LVS_DEVEL',
    ...when(skipCheck, '  vrrp_skip_check_adv_addr'),
    ...when(version === 3, '  vrrp_version 3'),
    ...when(extras.includes('delay'), '  vrrp_startup_delay 0.1'),
    '}',
  ];
}

function instance(traits: Traits, place: PairPlace, index: 0 | 1): readonly string[] {
  const { transport, password, nopreempt } = traits;
  const [own, peer] = addresses(place, index);
  return [
    `  state ${traits.states[index]}`,
    '  interface eth0',
    `  virtual_router_id ${place.routerId + (traits.otherId ? 100 : 0)}`,
    `  priority ${traits.priorities[index]}`,
    `  advert_int ${traits.advertInt}`,
    ...when(nopreempt === 'both' || (nopreempt === 'secondary' && index === 1), '  nopreempt'),
    ...when(
      password !== undefined,
      '  authentication {',
      '    auth_type PASS',
      `    auth_pass ${password}`,
      '  }',
    ),
    ...when(transport === 'unicast', `  unicast_src_ip ${own}`),
    ...when(transport !== 'multicast', '  unicast_peer {', `    ${peer}`, '  }'),
  ];
}

/** Another instance, which serves another address. */
function second(place: PairPlace, index: 0 | 1): readonly string[] {
  const [own, peer] = addresses(place, index);
  return [
    'vrrp_instance VI_2 {',
    '  state BACKUP',
    '  interface eth0',
    `  virtual_router_id ${place.routerId + 50}`,
    `  priority ${100 - index}`,
    `  unicast_src_ip ${own}`,
    `  unicast_peer {`,
    `    ${peer}`,
    '  }',
    '  virtual_ipaddress {',
    `    ${place.address.replace(/\.\d+$/, `.${200 + place.routerId}`)}`,
    '  }',
    '}',
  ];
}

function addresses({ privateIps: [one, other] }: PairPlace, index: 0 | 1): readonly [string, string] {
  return index === 0 ? [one, other] : [other, one];
}

function when(is: boolean, ...lines: readonly string[]): readonly string[] {
  return is ? lines : [];
}

function styled(lines: readonly string[], style: Traits['style']): string {
  const text = `${lines.join('\n')}\n`;
  if (style === 'tabs') return text.replaceAll('  ', '\t');
  if (style === 'braces') return text.replaceAll(/ \{$/gm, '\n{');
  if (style !== 'comments') return text;
  return `! Configuration File for keepalived\n\n${text.replaceAll(/^( *advert_int .*)$/gm, '$1 # seconds')}`;
}
