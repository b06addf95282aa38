import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostSession } from '../../src/engine/host-session.ts';
import type { Desired } from '../../src/engine/plan.ts';
import { command } from '../../src/resources/command.ts';
import type { Fact, Facts } from '../../src/resources/fact.ts';
import { file } from '../../src/resources/file.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { blocked } from '../../src/resources/steps/verdict.ts';
import { type ThisMachine, thisMachine, want } from '../support/this-machine.ts';

let machine: ThisMachine;
let path: string;

beforeEach(async () => {
  machine = await thisMachine();
  path = join(machine.folder, 'conf', 'app.conf');
});

afterEach(() => machine.close());

function app(content: string, more: { readonly validate?: string } = {}) {
  return file({ path, content, mode: '0600', ...machine.owner, ...more });
}

async function planned(session: HostSession, desired: Desired) {
  const plan = await session.plan(desired);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value;
}

async function converge(desired: Desired) {
  const before = machine.connection.roundTrips;
  const { session, tally, events } = machine.session();
  const plan = await planned(session, desired);
  tally.planned(plan, false);
  const outcome = await session.apply(desired, plan);
  const roundTrips = machine.connection.roundTrips - before;
  return { outcome, result: tally.result(roundTrips), events, roundTrips };
}

describe('observe, plan, apply, observe again', () => {
  it('makes a change in three round trips and finds nothing to do in one', async () => {
    const first = await converge(want(app('port = 1\n')));
    expect(first.outcome.ok).toBe(true);
    expect(first.result).toMatchObject({ ok: 1, changed: 1, failed: 0, roundTrips: 3 });
    expect(await readFile(path, 'utf8')).toBe('port = 1\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    const second = await converge(want(app('port = 1\n')));
    expect(second.result).toMatchObject({ ok: 1, changed: 0, failed: 0, roundTrips: 1 });
  });

  it('plans anew what is left, where what was prepared has brought the file that comes next', async () => {
    const mark = join(machine.folder, 'mark');
    const isThere: Fact<boolean> = {
      id: `is-there:${mark}`,
      program: `ls ${mark} 2>&1`,
      parse: (text) => text.trim() === mark,
    };
    const brought: Resource = {
      id: 'brought',
      name: 'what a package brings',
      tags: [],
      facts: [isThere],
      plan: ({ facts }) =>
        facts.get(isThere)
          ? { state: 'unchanged', reason: 'there' }
          : {
              state: 'change',
              reason: 'not there',
              script: `: > ${mark}; mkdir -p ${dirname(path)}; echo default > ${path}`,
              noticedBy: 'nobody',
            },
    };
    const noticed = command({ name: 'noticed', run: `: > ${mark}2`, unless: `[ -e ${mark}2 ]` });
    const desired = want(brought, noticed, app('port = 1\n'));
    const { session, tally } = machine.session();
    const plan = await planned(session, desired);
    tally.planned(plan, false);
    const left = await session.prepare(plan);
    if (!left.ok) throw new Error(JSON.stringify(left.problems));
    expect(await session.apply(desired, left.value)).toMatchObject({ ok: true });
    expect(await readFile(path, 'utf8')).toBe('port = 1\n');
  });

  it('keeps any text as it is, quotes, dollars and a missing last newline included', async () => {
    const text = `it's "$HOME" \`id\` \\n %s\ttab\nä — no newline at the end`;
    const { outcome } = await converge(want(app(text)));
    expect(outcome.ok).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('leaves the file in place untouched when the new content is rejected', async () => {
    await converge(want(app('good\n')));
    const validate = 'grep -q good "$candidate" || { echo "line 1: bad"; exit 3; }';
    const { outcome, result } = await converge(want(app('evil\n', { validate })));
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ code: 'host.step-failed', host: 'here', detail: 'line 1: bad' }],
    });
    expect(result).toMatchObject({ failed: 1, changed: 0 });
    expect(await readFile(path, 'utf8')).toBe('good\n');
    await expect(stat(`${path}.havip-deploy-new`)).rejects.toThrow();
  });

  it('stops at the first step that fails, and counts what was done before', async () => {
    const broken = command({
      name: 'broken',
      run: 'echo "no such luck"; false; echo unreachable',
      unless: 'false',
    });
    const late = command({
      name: 'late',
      run: `touch ${machine.folder}/late`,
      unless: `test -e ${machine.folder}/late`,
    });
    const { outcome, result } = await converge(want(app('a\n'), broken, late));
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ summary: 'broken failed with exit code 1', detail: 'no such luck' }],
    });
    expect(result).toMatchObject({ changed: 1, failed: 1 });
    await expect(stat(join(machine.folder, 'late'))).rejects.toThrow();
  });

  it('refuses when the machine has moved on since it was looked at', async () => {
    await converge(want(app('one\n')));
    const { session } = machine.session();
    const desired = want(app('two\n'));
    const plan = await planned(session, desired);
    await writeFile(path, 'by hand\n');
    const outcome = await session.apply(desired, plan);
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'host.moved-on' }] });
    expect(await readFile(path, 'utf8')).toBe('by hand\n');
  });

  it('believes what it sees, not what a step claims', async () => {
    const liar = command({ name: 'liar', run: 'true', unless: 'false' });
    const { outcome } = await converge(want(liar));
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'host.not-converged' }] });
  });

  it('goes a second round for what only the first could reveal', async () => {
    const unit = join(machine.folder, 'unit');
    const install = command({ name: 'install', run: `echo shipped > ${unit}`, unless: `test -e ${unit}` });
    const desired: Desired = {
      facts: [],
      resources: (facts) => {
        const [installed] = install.facts;
        return installed !== undefined && facts.get(installed) === true
          ? [install, command({ name: 'enable', run: `echo on >> ${unit}`, unless: `grep -q on ${unit}` })]
          : [install];
      },
    };
    const { outcome, result, roundTrips } = await converge(desired);
    expect(outcome.ok).toBe(true);
    expect(result).toMatchObject({ changed: 2 });
    // Observe, apply, look (and ask for the new fact), apply, look.
    expect(roundTrips).toBe(6);
  });

  it('goes on as long as each round reveals something new', async () => {
    const step = (number: number) => {
      const path = join(machine.folder, `step${number}`);
      return command({ name: `step ${number}`, run: `: > ${path}`, unless: `test -e ${path}` });
    };
    const chain = (facts: Facts, number: number, last: number): Resource[] => {
      const one = step(number);
      const [fact] = one.facts;
      const made = fact !== undefined && facts.get(fact) === true && number < last;
      return made ? [one, ...chain(facts, number + 1, last)] : [one];
    };
    const desired: Desired = { facts: [], resources: (facts) => chain(facts, 1, 3) };
    const { outcome, result } = await converge(desired);
    expect(outcome.ok).toBe(true);
    expect(result).toMatchObject({ changed: 3, failed: 0 });
    const endless = await converge({ facts: [], resources: (facts) => chain(facts, 101, 1000) });
    expect(endless.outcome).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'host.not-converged',
          summary: 'after 8 rounds of changes there is still something to do: step 109',
        },
      ],
    });
  }, 120_000);

  it.each([
    [
      'a test that never says done',
      (folder: string) => [command({ name: 'liar', run: `: > ${folder}/x`, unless: 'false' })],
      'liar',
      'Looked at again, it would have to change once more: its test says it is not done. Its own test `unless` still says so after `run` has succeeded: one of the two is wrong.',
    ],
    [
      'two steps about one thing',
      (folder: string) => [
        app('a\n'),
        command({
          name: 'other',
          run: `echo b > ${folder}/conf/app.conf`,
          unless: `grep -q b ${folder}/conf/app.conf`,
        }),
      ],
      'app.conf',
      'Looked at again, it would have to change once more: content differs. What came after it in this run (other) or something else on the machine undoes it.',
    ],
  ])('says truly what keeps it from its end: %s', async (_name, steps, name, detail) => {
    const { outcome } = await converge(want(...steps(machine.folder)));
    const [problem] = outcome.ok ? [] : outcome.problems;
    expect(problem?.summary).toContain(`${name} is not as it should be although its step succeeded`);
    expect(problem?.detail).toBe(detail);
  });

  it('changes nothing at all when one thing cannot be had', async () => {
    const problem = { code: 'host.no-such-package', summary: 'nothing to install' } as const;
    const { session } = machine.session();
    const plan = await session.plan(want(app('a\n'), blocked({ id: 'package:x', name: 'x', problem })));
    expect(plan).toMatchObject({ ok: false, problems: [{ code: 'host.no-such-package', host: 'here' }] });
    await expect(stat(path)).rejects.toThrow();
  });
});
