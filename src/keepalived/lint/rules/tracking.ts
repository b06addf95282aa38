import { type InstanceView, tracked } from '../../instance.ts';
import { entries, placeOf } from '../../settings.ts';
import type { NodeView } from '../../view.ts';
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

function* smallWeights(high: InstanceView, view: NodeView, gap: number): Generator<Hit> {
  for (const { name, weight, hit } of weights(high, view)) {
    if (weight === 0 || Math.abs(weight) > gap) continue;
    const message = `the weight ${weight} of ${name} does not reach over the ${gap} between the priorities`;
    yield { place: hit, message, related: high.priorityPlace };
  }
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
    *node({ view }) {
      for (const { body, interfaceName } of view.instances) {
        for (const entry of entries(body, 'track_interface')) {
          if (entry.words[0].text !== interfaceName?.value) continue;
          yield { place: placeOf(entry), message: `${interfaceName.value} is watched already` };
        }
      }
    },
  },
  {
    id: 'KA016',
    name: 'weight-nopreempt',
    severity: 'error',
    title: 'Something is watched with a weight although `nopreempt` is set',
    why: 'A failed check then lowers the priority, but no other node may take over: the check can never move the address.',
    fix: 'Use weight 0, so that a failed check is a fault',
    *node({ view }) {
      for (const instance of view.instances) {
        if (instance.nopreempt === undefined) continue;
        for (const { name, weight, hit } of weights(instance, view)) {
          const message = `${name} has the weight ${weight}, which nopreempt keeps from having an effect`;
          if (weight !== 0) yield { place: hit, message, related: instance.nopreempt };
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
        if (a.instance.nopreempt !== undefined || b.instance.nopreempt !== undefined) continue;
        const [high, low] = a.instance.priority >= b.instance.priority ? [a, b] : [b, a];
        yield* smallWeights(high.instance, high.node.view, high.instance.priority - low.instance.priority);
      }
    },
  },
];
