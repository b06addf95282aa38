import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/core/problem.ts';
import { Redactor, Secret } from '../../src/core/secret.ts';
import { formatProblem, formatProblems } from '../../src/report/index.ts';
import { problem } from './sample.ts';

const INVENTORY = `all:
  children:
    web:
      vars:
        havip:
          adress: 172.16.16.12
\t  auth_pass: "hunter2
          auth_pass: |
            hunter2
`;

const unknownKey: Problem = {
  code: 'inventory.unknown-key',
  summary: 'unknown key "adress"',
  detail: 'The variables of group web have no such key.',
  fix: 'did you mean "address"?',
  source: { file: 'inventory.yaml', line: 6, column: 11 },
};

const readSource = (file: string) => (file === 'inventory.yaml' ? INVENTORY : undefined);

function at(line: number, column: number): Problem {
  return {
    code: 'inventory.syntax',
    summary: 'it is wrong',
    source: { file: 'inventory.yaml', line, column },
  };
}

describe('formatProblem', () => {
  it('says what, where with the line itself, why, and how to mend it', () => {
    expect(formatProblem(unknownKey, { color: false, readSource })).toBe(
      [
        'error[inventory.unknown-key]: unknown key "adress"',
        '  at inventory.yaml:6:11',
        '    6 |           adress: 172.16.16.12',
        '      |           ^^^^^^',
        '  The variables of group web have no such key.',
        '  fix: did you mean "address"?',
        '',
      ].join('\n'),
    );
  });

  it('names the host, and leaves out what there is not', () => {
    expect(formatProblem(problem({ host: 'HAVIP-02' }), { color: false })).toBe(
      'error[connection.refused] HAVIP-02: the connection was refused\n',
    );
  });

  it.each([
    ['the file cannot be read', { ...at(1, 1), source: { file: 'gone.yaml', line: 1, column: 1 } }],
    ['the line is not there any more', at(99, 1)],
  ])('gives the place alone where %s', (_, of) => {
    const text = formatProblem(of, { color: false, readSource });
    expect(text).toMatch(/ {2}at \S+:\d+:1\n$/);
    expect(text).not.toContain('|');
  });

  it('shows tabs, which one cannot see otherwise', () => {
    expect(formatProblem(at(7, 1), { color: false, readSource })).toContain(
      '    7 | →     auth_pass: ********\n      | ^^^^\n',
    );
  });

  it.each([
    ['on the line itself', at(7, 4)],
    ['on the line after its key', at(9, 13)],
  ])('shows no password %s, even one that nobody has told the redactor', (_, of) => {
    const text = formatProblem(of, { color: false, readSource });
    expect(text).not.toContain('hunter');
    expect(text).toContain('********');
  });

  it('shows the part of a very long line that matters', () => {
    const long = `${'x'.repeat(300)} here ${'y'.repeat(300)}`;
    const of: Problem = { code: 'lint.x', summary: 's', source: { file: 'f', line: 1, column: 302 } };
    const lines = formatProblem(of, { color: false, readSource: () => long }).split('\n');
    expect(lines[2]?.length).toBeLessThan(115);
    expect(lines[2]?.slice(lines[3]?.indexOf('^')).startsWith('here')).toBe(true);
  });

  it.each([0, 1, 500])('survives column %i of a shorter line', (column) => {
    const of: Problem = { code: 'lint.x', summary: 's', source: { file: 'f', line: 1, column } };
    expect(formatProblem(of, { color: false, readSource: () => 'short' })).toContain('| short');
  });

  it('wraps sentences where a width is known, below their label', () => {
    const text = formatProblem(problem({ fix: 'set ansible_host to an address that answers' }), {
      color: false,
      columns: 30,
    });
    expect(text.split('\n').slice(1)).toEqual([
      '  fix: set ansible_host to an',
      '       address that answers',
      '',
    ]);
  });

  it('colours only if asked', () => {
    expect(formatProblem(unknownKey, { color: false, readSource })).not.toContain('\x1b');
    expect(formatProblem(unknownKey, { color: true, readSource })).toContain('\x1b[31m^^^^^^');
  });

  it('makes what a remote machine printed harmless', () => {
    expect(formatProblem(problem({ detail: '\x1b]0;title\x07' }), { color: false })).toContain(
      '^[]0;title^G',
    );
  });
});

describe('formatProblems', () => {
  it('separates blocks by an empty line', () => {
    expect(formatProblems([problem(), unknownKey], { color: false }).split('\n\n')).toHaveLength(2);
  });

  it('tells the same problem of many hosts once', () => {
    const hosts = Array.from({ length: 9 }, (_, index) => problem({ host: `h${index}` }));
    expect(formatProblems([...hosts, problem({ host: 'h10', detail: 'another' })], { color: false })).toBe(
      [
        'error[connection.refused] h0, h1, h2, h3, h4, h5 and 3 more: the connection was refused',
        '',
        'error[connection.refused] h10: the connection was refused',
        '  another',
        '',
      ].join('\n'),
    );
  });

  it('masks known secrets before it cuts', () => {
    const redactor = new Redactor();
    redactor.add(new Secret('correct horse battery staple'));
    const text = formatProblems([problem({ detail: 'said: correct horse battery staple' })], {
      color: false,
      columns: 24,
      redactor,
    });
    expect(text).not.toContain('horse');
  });

  it('is empty without problems', () => {
    expect(formatProblems([], { color: false })).toBe('');
  });
});
