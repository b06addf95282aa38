import { describe, expect, it } from 'vitest';
import { parseObservation } from '../../src/engine/observe.ts';

const M = '@m';

describe('an answer', () => {
  it.each([
    ['whole', `\n${M} 0\na\nb\n${M} 1\n\n${M} end\n`, 2, ['a\nb', '']],
    ['whole, after a greeting of the login shell', `hello\n\n${M} 0\nx\n\n${M} end\n`, 1, ['x\n']],
    ['of no facts', `\n${M} end\n`, 0, []],
    ['cut off', `\n${M} 0\na\nb\n${M} 1\n`, 2, undefined],
    ['without a fact', `\n${M} 0\na\n${M} end\n`, 2, undefined],
    ['empty', '', 1, undefined],
  ])('that is %s', (_name, output, count, expected) => {
    expect(parseObservation(output, M, count)).toEqual(expected);
  });
});
