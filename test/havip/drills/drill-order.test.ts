import { expect, test } from 'vitest';
import { drillOrder } from '../../../src/havip/drills/drill-order.ts';

const two = ['A', 'B'];
const three = ['A', 'B', 'C'];
const cases = [
  { name: 'there and back', holder: 'A', nodes: two, scenarios: ['stop'], order: ['stop A', 'stop B'] },
  {
    name: 'from the secondary, there and back',
    holder: 'B',
    nodes: two,
    scenarios: ['stop'],
    order: ['stop B', 'stop A'],
  },
  {
    name: 'from the secondary, to end on the first node',
    holder: 'B',
    nodes: two,
    scenarios: ['stop'],
    endWith: 'first-node' as const,
    order: ['stop B', 'stop A', 'stop B'],
  },
  {
    name: 'from the first node, to end there: nothing more',
    holder: 'A',
    nodes: two,
    scenarios: ['stop'],
    endWith: 'first-node' as const,
    order: ['stop A', 'stop B'],
  },
  {
    name: 'two scenarios',
    holder: 'A',
    nodes: two,
    scenarios: ['stop', 'restart'],
    order: ['stop A', 'stop B', 'restart A', 'restart B'],
  },
  {
    name: 'with preemption it comes back alone',
    holder: 'A',
    nodes: two,
    scenarios: ['stop'],
    preempt: true,
    order: ['stop A'],
  },
  {
    name: 'a node that stays master gets it back alone',
    holder: 'A',
    nodes: two,
    scenarios: ['stop', 'freeze'],
    order: ['stop A', 'stop B', 'freeze A'],
  },
  {
    name: 'such a node as the secondary, and back to it by what moves the address for good',
    holder: 'B',
    nodes: two,
    scenarios: ['stop', 'freeze'],
    order: ['stop B', 'stop A', 'freeze B', 'freeze A', 'stop A'],
  },
  {
    name: 'such a node as the secondary, and nothing moves it back',
    holder: 'B',
    nodes: two,
    scenarios: ['freeze'],
    order: ['freeze B', 'freeze A'],
  },
  {
    name: 'repeated',
    holder: 'A',
    nodes: two,
    scenarios: ['stop', 'freeze'],
    repeat: 2,
    order: ['stop A', 'stop B', 'freeze A', 'stop A', 'stop B', 'freeze A'],
  },
  { name: 'three nodes', holder: 'A', nodes: three, scenarios: ['stop'], order: ['stop A', 'stop B'] },
  {
    name: 'no scenario, no drill',
    holder: 'B',
    nodes: two,
    scenarios: [],
    endWith: 'first-node' as const,
    order: [],
  },
];

test.each(cases)(
  '$name',
  ({ holder, nodes, scenarios, preempt = false, endWith = 'as-found' as const, repeat = 1, order }) => {
    const comesBack = (scenario: string) => preempt || scenario === 'freeze';
    const drills = drillOrder({ holder, nodes, scenarios, comesBack, endWith, repeat });
    expect(drills.map(({ scenario, from }) => `${scenario} ${from}`)).toEqual(order);
  },
);
