import type { InstanceView } from '../../meaning/instance.ts';
import { last, placeOf, setting } from '../../meaning/settings.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

function* conflict(input: NodeInput, has: (instance: InstanceView) => Hit | null): Generator<Hit> {
  for (const instance of input.view.instances) {
    const hit = has(instance);
    if (hit !== null) yield hit;
  }
}

/** Rules about who becomes master, and when. */
export const PREEMPTION_RULES: readonly Rule[] = [
  {
    id: 'KA011',
    name: 'preempt-mix',
    severity: 'error',
    title: '`preempt_delay` stands beside `nopreempt` or `state MASTER`',
    why: 'They contradict each other; keepalived resets the delay and its configuration test fails.',
    fix: 'Delete preempt_delay',
    mend: 'safe',
    node: (input) =>
      conflict(input, ({ body, nopreempt, state }) => {
        const delay = setting(body, 'preempt_delay');
        const node = last(body, 'preempt_delay');
        const other = nopreempt ?? (state?.value === 'MASTER' ? state.place : undefined);
        if (other === undefined || node === undefined || Number(delay?.value) === 0) return null;
        return {
          place: placeOf(node),
          message: `preempt_delay has no use with ${nopreempt === undefined ? 'state MASTER' : 'nopreempt'}`,
          related: other,
          edits: input.editor.remove(placeOf(node)),
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
    mend: 'unsafe',
    node: (input) =>
      conflict(input, ({ state, nopreempt }) => {
        if (nopreempt === undefined || state?.value !== 'MASTER') return null;
        const edits = input.editor.replace(state.place, state.value, 'BACKUP');
        return { place: state.place, message: 'nopreempt needs state BACKUP', related: nopreempt, edits };
      }),
  },
  {
    id: 'KA013',
    name: 'nopreempt-one',
    severity: 'error',
    title: 'The node with the higher priority has no `nopreempt`, the other has',
    why: 'The node without it takes the address back from the lower one: a second outage for each return. On the lower node it matters only where a check changes priorities.',
    fix: 'Write nopreempt on every node',
    mend: 'unsafe',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        const [without, has] = a.instance.nopreempt === undefined ? [a, b] : [b, a];
        const { name, place, nopreempt, priority } = without.instance;
        if (nopreempt !== undefined || has.instance.nopreempt === undefined) continue;
        if (priority < has.instance.priority) continue;
        yield {
          place,
          message: `${name} has no nopreempt, its peer has`,
          related: has.instance.nopreempt,
          edits: without.node.editor.insertInto(place, ['nopreempt']),
        };
      }
    },
  },
  {
    id: 'KA014',
    name: 'prio255',
    severity: 'error',
    title: 'The priority is 255, or none is given beside `state MASTER`',
    why: '255 says that the node owns the address: it always takes it, and tracking and nopreempt are off.',
    fix: 'Write a priority of 254 at most',
    mend: 'unsafe',
    node: (input) =>
      conflict(input, ({ body, place, state, priority, priorityPlace }) => {
        if (priority === 255) {
          const edits = input.editor.replace(priorityPlace, '255', '254');
          return { place: priorityPlace, message: 'priority 255 is for the owner of the address', edits };
        }
        if (state?.value !== 'MASTER' || setting(body, 'priority') !== undefined) return null;
        const message = 'state MASTER without a priority means 255: the owner of the address';
        const edits = input.editor.insertInto(place, ['priority 254']);
        return { place: state.place, message, severity: 'warning', edits };
      }),
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
    id: 'KA018',
    name: 'both-master',
    severity: 'warning',
    title: 'Two nodes of a cluster say `state MASTER`',
    why: 'Releases before 2.0 then both take the address when they start.',
    fix: 'Write state BACKUP on every node: the priority decides',
    mend: 'unsafe',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        const [one, two] = [a.instance.state, b.instance.state];
        if (one?.value !== 'MASTER' || two?.value !== 'MASTER') continue;
        const edits = b.node.editor.replace(two.place, two.value, 'BACKUP');
        yield { place: two.place, message: 'both nodes start as MASTER', related: one.place, edits };
      }
    },
  },
];
