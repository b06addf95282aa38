import { type InstanceView, tracked } from '../../meaning/instance.ts';
import { entries, placeOf } from '../../meaning/settings.ts';
import type { NodeView } from '../../meaning/view.ts';
import type { ConfigNode } from '../../parse/syntax.ts';
import type { Hit, InstanceMatch, NodeInstance, Rule } from '../rule.ts';

/** Everything an instance watches that changes its priority, with the weight. */
function* weights(
  instance: InstanceView,
  view: NodeView,
): Generator<{ name: string; weight: number; hit: Hit['place'] }> {
  for (const { name, weight, place } of instance.scripts) {
    const own = view.scripts.find((script) => script.name === name)?.weight ?? 0;
    yield { name, weight: weight ?? own, hit: place };
  }
  for (const block of ['track_interface', 'track_file', 'track_process', 'track_bfd']) {
    for (const entry of entries(instance.body, block)) {
      const { name, weight, place } = tracked(entry);
      yield { name, weight: weight ?? 0, hit: place };
    }
  }
}

/** A hit for everything that is watched with a weight. */
function weighted(
  instance: InstanceView,
  view: NodeView,
  message: (name: string, weight: number) => string,
  related: Hit['place'],
): readonly Hit[] {
  return [...weights(instance, view)].flatMap(({ name, weight, hit }) =>
    weight === 0 ? [] : [{ place: hit, message: message(name, weight), related }],
  );
}

/** The weights that leave a node above the one that comes after it; only of the first of all does the address never move. */
function* smallWeights({ high, next, first }: Neighbours): Generator<Hit> {
  const { instance, node } = high;
  const gap = instance.priority - next.instance.priority;
  for (const { name, weight, hit } of weights(instance, node.view)) {
    if (weight === 0 || Math.abs(weight) > gap) continue;
    const message = `the weight ${weight} of ${name} does not reach over the ${gap} between the priorities`;
    const whileFirst = `${message}: while the nodes above it are away, the address stays here whatever ${name} finds`;
    yield {
      place: hit,
      message: first ? message : whileFirst,
      related: instance.priorityPlace,
      ...(!first && { severity: 'warning' }),
    };
  }
}

/** A node and the one that comes after it by priority. */
interface Neighbours {
  readonly high: NodeInstance;
  readonly next: NodeInstance;
  /** None stands above it. */
  readonly first: boolean;
}

/** Of all that are one virtual router, those between whom no other stands. */
function neighbours(matches: readonly InstanceMatch[]): readonly Neighbours[] {
  const othersOf = ({ instance }: NodeInstance): readonly NodeInstance[] =>
    matches.flatMap(({ a, b }) => (a.instance === instance ? [b] : b.instance === instance ? [a] : []));
  return matches.flatMap(({ a, b }) => {
    const [high, low] = a.instance.priority >= b.instance.priority ? [a, b] : [b, a];
    const others = othersOf(high);
    const below = others.filter(({ instance: { priority } }) => priority <= high.instance.priority);
    const nearest = Math.max(...below.map(({ instance: { priority } }) => priority));
    const next = below.find(({ instance: { priority } }) => priority === nearest);
    return next?.instance === low.instance
      ? [{ high, next: low, first: !others.some((each) => each.instance.priority > high.instance.priority) }]
      : [];
  });
}

/** Where the entry stands, or its block where it is the only one in it. */
function entryOrBlock(body: readonly ConfigNode[], entry: ConfigNode): Hit['place'] {
  const block = body.find(({ children }) => children?.length === 1 && children[0] === entry);
  return placeOf(block ?? entry);
}

/** Rules about what an instance watches. */
export const TRACKING_RULES: readonly Rule[] = [
  {
    id: 'KA010',
    name: 'own-if',
    severity: 'warning',
    title: '`track_interface` names the interface of the instance itself',
    why: 'keepalived watches that interface anyway and ignores the entry; its configuration test then fails with exit code 5.',
    fix: 'Delete the entry',
    mend: 'safe',
    *node({ view, editor }) {
      for (const { body, interfaceName } of view.instances) {
        for (const entry of entries(body, 'track_interface')) {
          if (entry.words[0].text !== interfaceName?.value) continue;
          const message = `${interfaceName.value} is watched already`;
          yield { place: placeOf(entry), message, edits: editor.remove(entryOrBlock(body, entry)) };
        }
      }
    },
  },
  {
    id: 'KA016',
    name: 'weight-nopreempt',
    severity: 'error',
    title: 'Something is watched with a weight although the other node has `nopreempt`',
    why: 'A failed check then lowers the priority, but a node with nopreempt does not take over from one that still sends: the check can never move the address. In a single file it is a warning: the nopreempt of the other node decides.',
    fix: 'Use weight 0, so that a failed check is a fault',
    *node({ view }) {
      for (const instance of view.instances) {
        if (instance.nopreempt === undefined) continue;
        const message = (name: string, weight: number): string =>
          `${name} has the weight ${weight}, which has no effect if the other node has nopreempt, too`;
        yield* weighted(instance, view, message, instance.nopreempt).map(
          (hit): Hit => ({ ...hit, severity: 'warning' }),
        );
      }
    },
    *pair({ matches }) {
      for (const { a, b } of matches) {
        for (const [own, other] of [
          [a, b],
          [b, a],
        ] as const) {
          if (other.instance.nopreempt === undefined) continue;
          const message = (name: string, weight: number): string =>
            `${name} has the weight ${weight}, and the nopreempt of the other node keeps it from taking over`;
          yield* weighted(own.instance, own.node.view, message, other.instance.nopreempt);
        }
      }
    },
  },
  {
    id: 'KA017',
    name: 'weight-too-small',
    severity: 'error',
    title: 'A weight is no larger than the distance of the priorities',
    why: 'A failed check then leaves the node still the highest: the address never moves. Of three nodes or more, each is looked at against the next one down; below the highest it is a warning, since it matters only while those above are away.',
    fix: 'Enlarge the weight, bring the priorities closer, or use weight 0',
    *pair({ matches }) {
      for (const each of neighbours(matches)) {
        // With nopreempt on the lower node, it is KA016.
        if (each.next.instance.nopreempt === undefined) yield* smallWeights(each);
      }
    },
  },
];
