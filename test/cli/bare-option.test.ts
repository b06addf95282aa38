import { expect, it } from 'vitest';
import { withBareValues } from '../../src/cli/options/bare-option.ts';

it.each([
  [
    ['up', '--replace-config', 'inventory.yaml'],
    ['up', '--replace-config=all', 'inventory.yaml'],
  ],
  [
    ['up', '--replace-config=notify_master', 'i.yaml'],
    ['up', '--replace-config=notify_master', 'i.yaml'],
  ],
  [
    ['exec', 'all', '--', 'x', '--replace-config'],
    ['exec', 'all', '--', 'x', '--replace-config'],
  ],
  [
    ['up', '--engine', 'inventory.yaml'],
    ['up', '--engine=', 'inventory.yaml'],
  ],
  [
    ['up', '--engine', 'postgres://db/rollouts', 'inventory.yaml'],
    ['up', '--engine', 'postgres://db/rollouts', 'inventory.yaml'],
  ],
  // There it is whether there is to be one.
  [
    ['lab', 'up', '--engine', '--name', 'try'],
    ['lab', 'up', '--engine', '--name', 'try'],
  ],
])('%j', (words, expected) => {
  const program = ['node', 'havip-deploy'];
  expect(withBareValues([...program, ...words])).toEqual([...program, ...expected]);
});
