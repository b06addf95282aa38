import { type InstanceView, tracked } from '../../instance.ts';
import { all, entries, isOn, last, placeOf, setting } from '../../settings.ts';
import type { NodeView } from '../../view.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

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

function* conflict(input: NodeInput, has: (instance: InstanceView) => Hit | null): Generator<Hit> {
  for (const instance of input.view.instances) {
    const hit = has(instance);
    if (hit !== null) yield hit;
  }
}

/** Rules about who becomes master, and when. */
export const PREEMPTION_RULES: readonly Rule[] = [
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
    id: 'KA011',
    name: 'preempt-mix',
    severity: 'error',
    title: '`nopreempt` and `preempt_delay` stand in the same instance',
    why: 'They contradict each other; keepalived resets the delay and its configuration test fails.',
    fix: 'Delete preempt_delay',
    node: (input) =>
      conflict(input, ({ body, nopreempt }) => {
        const delay = setting(body, 'preempt_delay');
        const node = last(body, 'preempt_delay');
        if (nopreempt === undefined || node === undefined || Number(delay?.value) === 0) return null;
        return {
          place: placeOf(node),
          message: 'preempt_delay has no use with nopreempt',
          related: nopreempt,
        };
      }),
  },
  {
    id: 'KA012',
    name: 'master-nopreempt',
    severity: 'error',
    title: '`nopreempt` stands beside `state MASTER`',
    why: 'keepalived then clears nopreempt: the node takes the address back as soon as it returns.',
    fix: 'Write state BACKUP on every node',
    node: (input) =>
      conflict(input, ({ state, nopreempt }) => {
        if (nopreempt === undefined || state?.value !== 'MASTER') return null;
        return { place: state.place, message: 'nopreempt needs state BACKUP', related: nopreempt };
      }),
  },
  {
    id: 'KA013',
    name: 'nopreempt-one',
    severity: 'error',
    title: 'Only some nodes of a cluster have `nopreempt`',
    why: 'The node without it takes the address from any lower one: a second outage for each return.',
    fix: 'Write nopreempt on every node',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        const [without, has] =
          a.instance.nopreempt === undefined ? [a.instance, b.instance] : [b.instance, a.instance];
        if (without.nopreempt !== undefined || has.nopreempt === undefined) continue;
        yield {
          place: without.place,
          message: `${without.name} has no nopreempt, its peer has`,
          related: has.nopreempt,
        };
      }
    },
  },
  {
    id: 'KA014',
    name: 'prio255',
    severity: 'error',
    title: 'The priority is 255',
    why: '255 says that the node owns the address: it always takes it, and tracking and nopreempt are off.',
    fix: 'Write a priority of 254 at most',
    node: (input) =>
      conflict(input, ({ priority, priorityPlace }) =>
        priority === 255
          ? { place: priorityPlace, message: 'priority 255 is for the owner of the address' }
          : null,
      ),
  },
  {
    id: 'KA015',
    name: 'same-prio',
    severity: 'warning',
    title: 'Two nodes of a cluster have the same priority',
    why: 'Both wait equally long, so both may become master for a moment; then the higher address wins.',
    fix: 'Give each node a priority of its own, such as 250 and 240',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        if (a.instance.priority !== b.instance.priority) continue;
        const message = `both nodes have priority ${a.instance.priority}`;
        yield { place: b.instance.priorityPlace, message, related: a.instance.priorityPlace };
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
  {
    id: 'KA018',
    name: 'both-master',
    severity: 'warning',
    title: 'Two nodes of a cluster say `state MASTER`',
    why: 'Releases before 2.0 then both take the address when they start.',
    fix: 'Write state BACKUP on every node: the priority decides',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        const [one, two] = [a.instance.state, b.instance.state];
        if (one?.value !== 'MASTER' || two?.value !== 'MASTER') continue;
        yield { place: two.place, message: 'both nodes start as MASTER', related: one.place };
      }
    },
  },
  {
    id: 'KA041',
    name: 'no-accept',
    severity: 'error',
    title: '`no_accept` is set',
    why: 'keepalived then drops what is sent to the virtual address.',
    fix: 'Delete no_accept',
    *node({ view }) {
      for (const { body } of view.instances) {
        for (const node of isOn(body, 'no_accept') ? all(body, 'no_accept') : []) {
          yield { place: placeOf(node), message: 'traffic to the virtual address is dropped' };
        }
      }
    },
  },
];
