import { expect, it } from 'vitest';
import { withBareValues } from '../../src/cli/bare-option.ts';

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
])('%j', (words, expected) => {
  expect(withBareValues(words)).toEqual(expected);
});
