import type { HavipVariables } from '../cluster.ts';
import { ALL_EXTRAS, type Extra } from './extras.ts';
import type { Random } from './random.ts';

/**
 * How the files are written: each node its own, one file for both whose lines behind `@id` are chosen by `-i` or by
 * the machine's name, values as definitions (`$NAME`), the instance or a part of it in an included file.
 */
export type Form =
  | 'own files'
  | '@id by option'
  | '@id by name'
  | 'definitions'
  | 'included instance'
  | 'included part';

/** How somebody may have made a pair. */
export interface Traits {
  readonly transport: 'unicast' | 'unicast without source' | 'multicast';
  readonly version: 2 | 3;
  readonly advertInt: number;
  readonly password: string | undefined;
  readonly priorities: readonly [number, number];
  readonly states: readonly ['MASTER' | 'BACKUP', 'MASTER' | 'BACKUP'];
  readonly nopreempt: 'both' | 'none' | 'secondary' | 'primary';
  readonly otherId: boolean;
  /** The second one's interval is another; only those of version 3 bear it. */
  readonly otherAdvert: boolean;
  /** The second one calls its instance otherwise. */
  readonly otherName: boolean;
  readonly name: string;
  readonly form: Form;
  readonly style: 'plain' | 'tabs' | 'braces' | 'comments' | 'CRLF';
  readonly mask: string;
  readonly skipCheck: boolean;
  readonly extras: readonly Extra[];
  /** Which of the two is started first. */
  readonly first: 0 | 1;
  /** The second one is not running. */
  readonly alone: boolean;
  /** keepalived starts at boot. */
  readonly enabled: boolean;
  /** A third machine stands by, where the place has one. */
  readonly third: boolean;
}

/** Draws a pair. */
export function drawTraits(random: Random): Traits {
  const version = random.chance(0.2) ? 3 : 2;
  const transport = random.pick<Traits['transport']>(
    ...(['unicast', 'unicast', 'multicast', 'multicast', 'unicast without source'] as const),
  );
  return {
    transport,
    version,
    advertInt: version === 3 ? random.pick(0.5, 1) : random.pick(1, 1, 1, 2),
    password: version === 3 ? undefined : random.pick(undefined, '1111', 'k7Qp2vXz', 'longer-than-8'),
    ...drawRanks(random),
    otherId: random.chance(0.2),
    otherAdvert: version === 3 && random.chance(0.4),
    otherName: random.chance(0.1),
    name: random.pick('VI_1', 'VI_HA', 'web_ha'),
    form: random.pick<Form>(
      ...(['own files', 'own files', 'own files', '@id by option', '@id by name'] as const),
      ...(['definitions', 'included instance', 'included part'] as const),
    ),
    style: random.pick('plain', 'tabs', 'braces', 'comments', 'CRLF'),
    mask: random.pick('', '/32', '/20', '/20 dev eth0', '/24'),
    skipCheck: random.chance(0.5),
    extras: drawExtras(random).filter((extra) => goesWith(extra, transport)),
    first: random.chance(0.25) ? 1 : 0,
    alone: random.chance(0.08),
    enabled: random.chance(0.6),
    third: random.chance(0.2),
  };
}

function drawRanks(random: Random): Pick<Traits, 'priorities' | 'states' | 'nopreempt'> {
  return {
    priorities: random.pick<readonly [number, number]>(
      ...([
        [100, 50],
        [100, 99],
        [100, 90],
        [250, 240],
        [200, 100],
        [90, 100],
        [100, 100],
        [254, 1],
        [255, 100],
      ] as const),
    ),
    states: random.pick<Traits['states']>(['MASTER', 'BACKUP'], ['BACKUP', 'BACKUP'], ['MASTER', 'MASTER']),
    nopreempt: random.pick('both', 'both', 'none', 'secondary', 'primary'),
  };
}

function drawExtras(random: Random): readonly Extra[] {
  const count = random.pick(0, 0, 0, 1, 1, 1, 2, 2, 3);
  const [first, ...others] = ALL_EXTRAS;
  const drawn = Array.from({ length: count }, () => (first ? random.pick(first, ...others) : []));
  return [...new Set(drawn.flat())];
}

/** What only one of both ways to send has: by multicast, a peer makes it another way. */
function goesWith(extra: Extra, transport: Traits['transport']): boolean {
  if (extra === 'a peer itself') return transport !== 'multicast';
  return transport === 'multicast' || (extra !== 'mcast source' && extra !== 'own group');
}

/** What an inventory may want of such a pair. */
export function drawWanted(random: Random): HavipVariables {
  const password = random.chance(0.25) ? { auth_pass: random.pick('k7Qp2vXz', '1111') } : {};
  const preempt = random.chance(0.15) ? { preempt: true } : {};
  // A password belongs to version 2 only.
  const fast = !('auth_pass' in password) && random.chance(0.2) ? { profile: 'fast' } : {};
  const more = random.pick<HavipVariables>(
    ...([{}, {}, {}, { multicast: true }, { advert_int: 2 }, { garp_master_refresh: 30 }] as const),
    ...([{ checks: [{ name: 'ssh', process: 'sshd' }] }, { checks: [{ name: 'ssh', tcp: 22 }] }] as const),
  );
  return { ...password, ...preempt, ...fast, ...more };
}

/** A pair in a few words, without secrets. */
export function traitWords(traits: Traits): string {
  const { transport, version, advertInt, password, priorities, states, nopreempt, extras } = traits;
  const words = [
    transport,
    `v${version}`,
    `advert ${advertInt}`,
    password === undefined ? 'no password' : 'a password',
    `priorities ${priorities.join('/')}`,
    `states ${states.join('/')}`,
    `nopreempt ${nopreempt}`,
    traits.form,
    traits.style,
    ...(traits.mask === '' ? [] : [traits.mask]),
    ...(traits.otherId ? ['another id'] : []),
    ...(traits.otherAdvert ? ['another interval'] : []),
    ...(traits.otherName ? ['another name'] : []),
    ...(traits.enabled ? ['enabled'] : []),
    ...(traits.skipCheck ? ['skip check'] : []),
    ...extras,
    ...(traits.third ? ['a third node'] : []),
    ...(traits.first === 1 ? ['secondary first'] : []),
    ...(traits.alone ? ['alone'] : []),
  ];
  return words.join(', ');
}
