import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { observeProgram, parseObservation } from '../../src/engine/facts/observe.ts';

const M = '@m';

describe('an answer', () => {
  it.each([
    ['whole', `\n${M} 0\na\nb\n${M} 1\n\n${M} end\n`, 2, ['a\nb', '']],
    ['whole, after a greeting of the login shell', `hello\n\n${M} 0\nx\n\n${M} end\n`, 1, ['x\n']],
    ['of no facts', `\n${M} end\n`, 0, []],
    ['in another order', `\n${M} 1\nb\n${M} 0\na\n${M} end\n`, 2, ['a', 'b']],
    ['with one fact twice', `\n${M} 0\na\n${M} 0\nb\n${M} end\n`, 2, undefined],
    ['with a fact that nobody asked for', `\n${M} 0\na\n${M} x\nb\n${M} end\n`, 2, undefined],
    ['cut off', `\n${M} 0\na\nb\n${M} 1\n`, 2, undefined],
    ['without a fact', `\n${M} 0\na\n${M} end\n`, 2, undefined],
    ['empty', '', 1, undefined],
  ])('that is %s', (_name, output, count, expected) => {
    expect(parseObservation(output, M, count)).toEqual(expected);
  });
});

describe('facts that wait', () => {
  /** A fact whose program says what was made by then. */
  const fact = (id: string, program: string, waits?: true) =>
    ({ id, program, parse: String, ...(waits && { waits }) }) as const;
  const read = (first: number, ...facts: readonly ReturnType<typeof fact>[]) => {
    const program = observeProgram(facts, M, first);
    return parseObservation(
      execFileSync('sh', ['-s'], { input: program, encoding: 'utf8' }),
      M,
      facts.length,
    );
  };

  it('are read while the others are, in whatever order they are asked for', () => {
    // Neither would ever end if it were read before the other.
    const pipe = '/tmp/havip-deploy-test-$PPID';
    const waits = fact('a', `mkfifo ${pipe}; read -r said <${pipe}; rm ${pipe}; echo "$said"`, true);
    const tells = fact('b', `until [ -p ${pipe} ]; do :; done; echo told >${pipe}; echo tells`);
    expect(read(0, waits, tells)).toEqual(['told\n', 'tells\n']);
    expect(read(0, tells, waits)).toEqual(['tells\n', 'told\n']);
  });

  it('begin after what has to be done first', () => {
    const variable = '/tmp/havip-deploy-test-$PPID.done';
    const step = fact('a', `: >${variable}; echo made`);
    const waits = fact('b', `[ -e ${variable} ] && echo seen; rm -f ${variable}`, true);
    expect(read(1, step, waits, fact('c', 'echo c'))).toEqual(['made\n', 'seen\n', 'c\n']);
  });

  it('know the uptime at which the observation began, where they want to', () => {
    const timed = {
      ...fact('a', 'sleep 0.1; read -r now _ </proc/uptime; echo "$begun $now"', true),
      timed: true,
    } as const;
    const [begun = 0, now = 0] = read(0, fact('b', 'echo b'), timed)?.[1]?.split(' ').map(Number) ?? [];
    expect(now).toBeGreaterThan(begun);
    expect(begun).toBeGreaterThan(0);
  });

  it.each([
    ['true', 2],
    ['[ -e /nowhere ] || [ -d / ]', 2],
    ['false', 3],
  ])('are not read where the machine finds that those at the head are enough: %s', (alone, count) => {
    const facts = ['a', 'b', 'c'].map((id) =>
      fact(id, `echo ${id}`, ...(id === 'c' ? ([true] as const) : [])),
    );
    const program = observeProgram(facts, M, 2, alone);
    const output = execFileSync('sh', ['-s'], { input: program, encoding: 'utf8' });
    expect([2, 3].map((each) => parseObservation(output, M, each)?.length)).toEqual(
      [2, 3].map((each) => (each === count ? count : undefined)),
    );
  });

  it('are read alone where nothing else is', () => {
    expect(read(0, fact('a', 'echo a', true))).toEqual(['a\n']);
  });
});
