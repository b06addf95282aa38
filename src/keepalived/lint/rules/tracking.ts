import { type InstanceView, tracked } from '../../meaning/instance.ts';
import { entries, placeOf } from '../../meaning/settings.ts';
import type { NodeView } from '../../meaning/view.ts';
import type { ConfigNode } from '../../parse/syntax.ts';
import type { Hit, Rule } from '../rule.ts';

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

function* smallWeights(high: InstanceView, view: NodeView, gap: number): Generator<Hit> {
  for (const { name, weight, hit } of weights(high, view)) {
    if (weight === 0 || Math.abs(weight) > gap) continue;
    const message = `the weight ${weight} of ${name} does not reach over the ${gap} between the priorities`;
    yield { place: hit, message, related: high.priorityPlace };
  }
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
    why: 'A failed check then leaves the node still the highest: the address never moves.',
    fix: 'Enlarge the weight, bring the priorities closer, or use weight 0',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        const [high, low] = a.instance.priority >= b.instance.priority ? [a, b] : [b, a];
        // With nopreempt on the lower node, it is KA016.
        if (low.instance.nopreempt !== undefined) continue;
        yield* smallWeights(high.instance, high.node.view, high.instance.priority - low.instance.priority);
      }
    },
  },
];
