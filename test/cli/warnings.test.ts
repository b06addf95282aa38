import { expect, it } from 'vitest';
import { tellWarnings } from '../../src/cli/prepare/prepare-inventory.ts';
import type { Problem } from '../../src/core/problem.ts';

const about = (summary: string, fix?: string): Problem => ({
  code: 'inventory.unused',
  summary,
  ...(fix && { fix }),
});

it.each([
  ['nothing helps', [about('a')], ['warning: a']],
  ['something does', [about('a', 'do b')], ['warning: a', '  fix: do b']],
  [
    'the same does twice',
    [about('a', 'do b'), about('c', 'do b')],
    ['warning: a', 'warning: c', '  fix: do b'],
  ],
  [
    'something else does',
    [about('a', 'do b'), about('c', 'do d'), about('e')],
    ['warning: a', '  fix: do b', 'warning: c', '  fix: do d', 'warning: e'],
  ],
])('a warning against which %s', (_what, warnings, lines) => {
  const said: string[] = [];
  tellWarnings({ err: (text) => said.push(text) }, warnings);
  expect(said.join('').trimEnd().split('\n')).toEqual(lines);
});
