import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { failure, type Outcome, success } from '../../../src/core/outcome.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { awaitJob } from '../../../src/resources/jobs/await-job.ts';
import { jobId } from '../../../src/resources/jobs/job-programs.ts';
import { startJob } from '../../../src/resources/jobs/start-job.ts';
import { stopJob } from '../../../src/resources/jobs/stop-job.ts';
import type { ActionMachine, ProgramResult } from '../../../src/resources/steps/action.ts';

const LOST: Problem = { code: 'connection.lost', summary: 'connection lost', host: 'app1' };
const ID = jobId({ name: 'import', program: 'bin/import' });

/** What a machine answers: to looks in their order, the last one again and again; how a job has ended; how it starts. */
interface Answers {
  readonly looks: readonly (string | Problem)[];
  readonly ended?: Partial<ProgramResult>;
  readonly changed?: Partial<ProgramResult> | Problem;
  readonly interruptedAt?: number;
}

function machineWith({ looks, ended, changed = {}, interruptedAt }: Answers) {
  const did: string[] = [];
  const interrupt = new AbortController();
  const answer = (given: Partial<ProgramResult> | Problem): Outcome<ProgramResult> =>
    'code' in given ? failure(given) : success({ exitCode: 0, stdout: '', stderr: '', ...given });
  let seen = 0;
  const machine: ActionMachine = {
    host: 'app1',
    facts: { get: () => undefined as never, ifRead: () => undefined },
    clock: systemClock,
    signal: interrupt.signal,
    read: async (_program, { activity }) => {
      did.push(activity);
      if (activity.startsWith('reading')) return answer(ended ?? {});
      if (!activity.startsWith('looking')) return answer({});
      const look = looks[Math.min(seen, looks.length - 1)] ?? 'none';
      seen += 1;
      if (seen === interruptedAt) interrupt.abort();
      return answer(typeof look === 'string' ? { stdout: `${look}\n` } : look);
    },
    change: async (_change, { activity }) => {
      did.push(activity);
      return answer(changed);
    },
    upload: async () => success(undefined),
    reconnect: async () => {
      did.push('reconnecting');
      return success(undefined);
    },
    activity: () => undefined,
  };
  return { machine, did };
}

const running = `running ${ID} within`;
const ended = `ended ${ID} within`;
const start = () => startJob({ name: 'import', run: 'bin/import' });
const wait = (more = {}) => awaitJob({ job: 'import', every: 1, ...more });

describe('startJob', () => {
  it.each([
    [
      'starts what is not there',
      { looks: ['none'], changed: { stdout: 'started\n' } },
      { changed: true, found: false },
    ],
    ['finds one that runs', { looks: [running] }, { changed: false, found: true }],
    [
      'finds one that has ended and nobody has asked for',
      { looks: [ended] },
      { changed: false, found: true },
    ],
    [
      'finds one that another run has started meanwhile',
      { looks: ['none'], changed: { stdout: 'found\n' } },
      { changed: false, found: true },
    ],
    [
      'starts what was cut off',
      { looks: [`lost ${ID} within`], changed: { stdout: 'started\n' } },
      { changed: true, found: false },
    ],
    [
      'replaces what has ended with another program',
      { looks: ['ended other within'], changed: { stdout: 'started\n' } },
      { changed: true, found: false },
    ],
  ])('%s', async (_what, answers: Answers, expected) => {
    const { machine, did } = machineWith(answers);
    expect(await start().perform(machine)).toEqual(success(expected));
    expect(did).toEqual(['looking at import', ...(answers.changed ? ['starting import'] : [])]);
  });

  it.each([
    [
      'cannot be begun',
      { looks: ['none'], changed: { exitCode: 1, stdout: 'no room\n' } },
      'host.step-failed',
    ],
    ['is out of reach at first', { looks: [LOST] }, 'connection.lost'],
    ['is out of reach then', { looks: ['none'], changed: LOST }, 'connection.lost'],
  ])('fails where it %s', async (_what, answers: Answers, code) => {
    const { machine } = machineWith(answers);
    expect(await start().perform(machine)).toMatchObject({ ok: false, problems: [{ code }] });
  });
});

describe('awaitJob', () => {
  it('looks until the job has ended, and clears it away', async () => {
    const { machine, did } = machineWith({ looks: [running, running, ended], ended: { stdout: 'done\n' } });
    expect(await wait().perform(machine)).toMatchObject({
      value: { changed: true, exitCode: 0, stdout: 'done\n' },
    });
    expect(did).toEqual([...Array(3).fill('looking at import'), 'reading import', 'clearing import away']);
  });

  it('opens a connection anew that is lost meanwhile', async () => {
    const { machine, did } = machineWith({ looks: [running, LOST, LOST, ended] });
    expect(await wait().perform(machine)).toMatchObject({ ok: true });
    expect(did.filter((each) => each === 'reconnecting')).toHaveLength(2);
  });

  it.each([
    ['there is none', { looks: ['none'] }, {}, 'host.no-such-job', ''],
    ['it was never begun', { looks: [`ready ${ID} within`] }, {}, 'host.no-such-job', ''],
    [
      'nobody has seen its end',
      { looks: [running, `lost ${ID} within`] },
      {},
      'host.job-lost',
      'was cut off',
    ],
    [
      'it was ended at its limit',
      { looks: [`ended ${ID} over`], ended: { exitCode: 143 } },
      {},
      'host.step-failed',
      'longer than its limit',
    ],
    [
      'it has failed',
      { looks: [ended], ended: { exitCode: 7, stderr: 'no disk' } },
      {},
      'host.step-failed',
      'exit code 7',
    ],
    [
      'it takes too long to wait for',
      { looks: [running] },
      { timeout: 5 },
      'host.waited-in-vain',
      'still runs',
    ],
    ['the run is interrupted', { looks: [running], interruptedAt: 2 }, {}, 'host.interrupted', 'interrupted'],
    [
      'the look is no answer',
      { looks: [{ code: 'host.output', summary: 'too much' }] },
      {},
      'host.output',
      '',
    ],
  ] as const)('fails where %s', async (_what, answers: Answers, more, code, words) => {
    const { machine, did } = machineWith(answers);
    const outcome = await wait(more).perform(machine);
    expect(outcome).toMatchObject({ problems: [{ code, summary: expect.stringContaining(words) }] });
    // What still runs is left to itself, and to the next run.
    const isOver = answers.looks.some((look) => typeof look === 'string' && /^(ended|lost)/.test(look));
    expect(did.includes('clearing import away')).toBe(isOver);
  });

  it('takes exit codes that are no failure', async () => {
    const { machine } = machineWith({ looks: [ended], ended: { exitCode: 7 } });
    expect(await wait({ exitCodes: [7] }).perform(machine)).toMatchObject({
      ok: true,
      value: { exitCode: 7 },
    });
  });
});

describe('stopJob', () => {
  it.each([
    ['does nothing where there is none', { looks: ['none'] }, { changed: false }],
    ['ends what runs', { looks: [running], changed: { stdout: 'stopped\n' } }, { changed: true }],
    ['clears away what has ended', { looks: [ended] }, { changed: false }],
  ])('%s', async (_what, answers: Answers, expected) => {
    const { machine } = machineWith(answers);
    expect(await stopJob({ job: 'import' }).perform(machine)).toEqual(success(expected));
  });

  it('fails where that is not possible', async () => {
    const { machine } = machineWith({ looks: [running], changed: { exitCode: 1 } });
    expect(await stopJob({ job: 'import' }).perform(machine)).toMatchObject({ ok: false });
  });
});
