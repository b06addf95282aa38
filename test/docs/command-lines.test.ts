import { describe, expect, it } from 'vitest';
import { documentedLines, faultOf } from './command-lines.ts';

const lines = documentedLines();

describe('command lines on the pages', () => {
  it('are looked for in blocks and in the text', () => {
    expect(lines.filter(({ whole }) => whole).length).toBeGreaterThan(20);
    expect(lines.filter(({ whole }) => !whole).length).toBeGreaterThan(20);
  });

  it('are taken by the program', () => {
    const faults = lines.flatMap((line) => {
      const fault = faultOf(line);
      return fault === undefined ? [] : [`${line.place}: ${line.line}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it.each([
    ['run -i inventory.yaml', 'run needs 1 arguments'],
    ['up inventory.yaml --wave 1', 'up has no option --wave'],
    ['upp inventory.yaml', 'there is no command upp'],
    ['run a.ts b.ts -i inventory.yaml', 'run takes 1 arguments'],
    ['up inventory.yaml --waves 1,10% | tee log', undefined],
    ["exec all -i inventory.yaml -- sh -c 'ls --color'", undefined],
    ['vault encrypt --vault-id prod@prompt secrets.yml # first', undefined],
  ])('such as `%s` are judged', (line, wanted) => {
    expect(faultOf({ place: 'x:1', line, whole: true })).toBe(wanted);
  });
});
