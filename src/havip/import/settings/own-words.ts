import { scriptUser, withUsers } from '../../../keepalived/daemon/script-user.ts';
import { print } from '../../../keepalived/parse/print.ts';
import { type ConfigNode, plain } from '../../../keepalived/parse/syntax.ts';
import { parseHavip } from '../../settings/havip-parse.ts';
import { ownWords } from '../../settings/parts/own-words.ts';
import { refusal } from '../../settings/parts/refused-words.ts';
import { RAW_PLACES, type RawPlace } from '../../settings/parts/vrrp-types.ts';
import type { FoundCluster } from '../found.ts';
import { hookedStates } from './hooks.ts';
import { FAST_WORDS, isFast, router } from './router.ts';

/** What is rendered, or said, in another way than by its own keyword. */
const SAID_OTHERWISE: ReadonlySet<string> = new Set(['lvs_id', 'global_defs', 'vrrp_instance']);

/** keepalived drops its peers in strict mode, so that a cluster with peers can have none of it. */
const STRICT: ReadonlySet<string> = new Set(['vrrp_strict', 'strict_mode']);

/** A statement as text. */
interface Kept {
  readonly where: RawPlace;
  readonly lines: readonly string[];
}

/**
 * What the inventory has no setting for and takes in keepalived's own words: virtual servers, static routes, BFD
 * and the like, as the first machine has them. What the linter has anything against is left to the comparison to
 * tell.
 */
export function keepalivedWords(cluster: FoundCluster): Readonly<Record<string, unknown>> {
  const [{ node, instance, speaker }] = cluster.members;
  const fast = isFast(cluster);
  const bodies = { global_defs: node.view.globals, instance: instance.body, file: node.config.nodes };
  const hooked = new Set(hookedStates(cluster).map((state) => `notify_${state}`));
  const kept = RAW_PLACES.flatMap((where) =>
    bodies[where]
      .filter(
        ({ words: [{ text }] }) =>
          !SAID_OTHERWISE.has(text) &&
          !hooked.has(text) &&
          !(fast && FAST_WORDS.includes(text)) &&
          !(speaker.peers !== null && STRICT.has(text)) &&
          refusal(text, where) === undefined,
      )
      .flatMap((each) => statement(where, withUsers(each, scriptUser(node.view.globals)))),
  );
  const raw = textsOf(sound(kept, router(cluster)));
  return Object.keys(raw).length === 0 ? {} : { raw };
}

/** Nothing where the language has no way to write it on one line. */
function statement(where: RawPlace, node: ConfigNode): readonly Kept[] {
  const printed = print(plain([node]));
  return printed.ok ? [{ where, lines: printed.value.trimEnd().split('\n') }] : [];
}

/** Those that an inventory takes; each round leaves out what the one before has found. */
function sound(kept: readonly Kept[], beside: Readonly<Record<string, unknown>>): readonly Kept[] {
  const { settings } = parseHavip({ ...beside, raw: textsOf(kept) });
  const wrong = new Set(
    ownWords(settings).flatMap(({ path: [, where], within }) => {
      const all = kept.filter((each) => each.where === where);
      return all.find((_, index) => lineAfter(all, index) > (within?.line ?? 0)) ?? all.slice(0, 1);
    }),
  );
  return wrong.size === 0
    ? kept
    : sound(
        kept.filter((each) => !wrong.has(each)),
        beside,
      );
}

function lineAfter(all: readonly Kept[], index: number): number {
  return all.slice(0, index + 1).reduce((sum, { lines }) => sum + lines.length, 1);
}

function textsOf(kept: readonly Kept[]): Readonly<Partial<Record<RawPlace, string>>> {
  return Object.fromEntries(
    RAW_PLACES.flatMap((where) => {
      const lines = kept.filter((each) => each.where === where).flatMap((each) => each.lines);
      return lines.length === 0 ? [] : [[where, `${lines.join('\n')}\n`]];
    }),
  );
}
