import { beforeEach, describe, expect, it } from 'vitest';
import { play, playbook, role } from '../../src/api/define.ts';
import type { Finding } from '../../src/api/types.ts';
import type { HavipRequest } from '../../src/havip/request.ts';
import type { Fact } from '../../src/resources/fact.ts';
import { Bench } from '../bench/bench.ts';
import { benchLine } from '../bench/double/scripts.ts';
import { file } from '../bench/resources.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const said = (text: string): Fact<string> => ({
  id: `said:${text}`,
  program: benchLine({ do: 'say', text }),
  parse: (output) => output.trim(),
});

/** A role that finds something before it writes a file. */
function looking(severity: Finding['severity'], content = '1') {
  const disk = role({
    name: 'disk',
    facts: () => [],
    preflight: {
      facts: () => [said('cheap')],
      closer: () => [said('dear')],
      judge: ({ facts }) => [
        {
          severity,
          problem: {
            code: 'host.disk-full',
            summary: `${facts.ifRead(said('cheap'))} and ${facts.ifRead(said('dear')) ?? 'no more'}`,
            fix: 'Make room.',
          },
        },
      ],
    },
    resources: () => [file('/a', content)],
  });
  return playbook({ name: 'disk', plays: [play({ name: 'disk', hosts: 'app1', roles: [disk] })] });
}

describe('what a role finds before anything is changed', () => {
  it('stops the run where it is an error', async () => {
    const { result, codes } = await bench.run(looking('error'));
    expect([result.exitCode, codes, result.errors[0]?.summary]).toEqual([
      2,
      ['host.disk-full'],
      'cheap and dear',
    ]);
    expect(bench.machines.app1.files.has('/a')).toBe(false);
    expect(result.hosts.app1?.findings?.map(({ severity }) => severity)).toEqual(['error']);
  });

  it.each([
    ['a warning', 'warning', {}, 'warning[host.disk-full] cheap and dear\n  fix: Make room.'],
    ['an error that is skipped', 'error', { skipPreflight: true }, 'skipped by --skip-preflight: error['],
  ] as const)('is told where it is %s', async (_what, severity, more, words) => {
    const { result, notices } = await bench.run(looking(severity), more);
    expect([result.exitCode, bench.machines.app1.files.get('/a')]).toEqual([0, '1']);
    expect(notices.some((each) => each.includes(words))).toBe(true);
  });

  it('is looked at closer only where there is something to do', async () => {
    await bench.run(looking('warning'));
    const { notices } = await bench.run(looking('warning'));
    expect(notices.some((each) => each.includes('cheap and no more'))).toBe(true);
  });

  it('stops no check', async () => {
    const { result, changed } = await bench.run(looking('error'), { check: true });
    expect([changed.app1, result.hosts.app1?.failed]).toEqual([['/a'], result.hosts.app1?.failed]);
  });
});

/** Whether something is on a machine that others would wait for in vain. */
const mark: Fact<boolean> = {
  id: 'mark',
  program: '#bench file /mark',
  parse: (output) => output.includes('='),
};

/** A role on a pair whose closer look may begin with the first facts. */
function lookingFromTheStart(severity?: Finding['severity']) {
  const written = file('/a', '1');
  const offer = { ...said('offer'), forChange: true, lasting: true } as const;
  const found = { code: 'host.disk-full', summary: 'full', fix: 'Make room.' } as const;
  const wire = role({
    name: 'wire',
    facts: () => [said('first')],
    preflight: {
      facts: () => [said('cheap')],
      closer: () => [said('dear')],
      ahead: { facts: [mark], allows: (facts) => !facts.get(mark) },
      judge: () => (severity === undefined ? [] : [{ severity, problem: found }]),
    },
    resources: () => [{ ...written, facts: [...written.facts, offer] }],
  });
  return playbook({ name: 'wire', plays: [play({ name: 'wire', hosts: 'web', roles: [wire] })] });
}

describe('the closer look', () => {
  const readings = () =>
    ['one', 'two'].map((name) => bench.sent.filter((each) => each === `${name}: reading facts`).length);

  it.each([
    ['from the first facts on where all machines allow it', {}, [], [2, 2]],
    ['also where only one of them may work at a time', { forks: 1 }, [], [2, 2]],
    ['not before the plan where one of them does not', {}, ['two'], [1, 1]],
    ['not where neither does', {}, ['one', 'two'], [1, 1]],
  ] as const)('begins %s', async (_when, more, marked, expected) => {
    for (const name of marked) bench.machines[name].files.set('/mark', '');
    // Another run is at work, so that this one comes to no plan.
    bench.lock('one');
    const { codes } = await bench.run(lookingFromTheStart(), more);
    expect(codes).toEqual(['lock.held']);
    expect(readings()).toEqual(expected);
  });

  it.each([
    ['from the start', []],
    ['with the plan', ['one']],
  ] as const)('is read once: %s', async (_when, marked) => {
    for (const name of marked) bench.machines[name].files.set('/mark', '');
    const asked: string[] = [];
    bench.trace = (traced) => {
      if (traced.kind === 'sent' && traced.program.includes('"dear"')) asked.push(traced.host);
    };
    await bench.run(lookingFromTheStart());
    expect(asked.sort()).toEqual(['one', 'two']);
  });

  /** What the first machine was asked of what tells, in order, and what was changed there. */
  async function asked(more: Partial<HavipRequest>, marked: readonly string[], severity?: 'error') {
    for (const name of marked) bench.machines.one.files.set(name, '');
    const seen: string[] = [];
    bench.trace = (traced) => {
      if (traced.kind !== 'sent' || traced.host !== 'one') return;
      if (traced.program.includes('"offer"')) seen.push('offer');
      if (traced.program.includes('result=held')) seen.push('lease');
    };
    const { codes } = await bench.run(lookingFromTheStart(severity), more);
    return { codes: [...new Set(codes)], seen: [...new Set(seen)], file: bench.machines.one.files.get('/a') };
  }
  const [early, later] = [
    ['lease', 'offer'],
    ['offer', 'lease'],
  ];

  it.each([
    ['beside it, where it began with the first facts', {}, [], early],
    ['after it, where one of them is not bare', {}, ['/mark'], later],
    ['after the questions, where somebody is asked', { step: true }, [], later],
  ] as const)(
    'is followed by the changes of a lease that is taken %s',
    async (_when, more, marked, order) => {
      expect((await asked(more, marked)).seen).toEqual(order);
    },
  );

  it('takes no lease for a check', async () => {
    const { seen } = await asked({ check: true }, []);
    expect(seen).toEqual(['offer']);
  });

  it('gives the lease back where it has found what stops the run', async () => {
    const found = await asked({}, [], 'error');
    expect(found).toEqual({ codes: ['host.disk-full'], seen: early, file: undefined });
    expect(['one', 'two'].map((name) => bench.machines[name as 'one'].lease)).toEqual([undefined, undefined]);
  });
});
