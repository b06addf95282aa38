import { describe, expect, it } from 'vitest';
import { success } from '../../../src/core/outcome.ts';
import { execute } from '../../../src/resources/actions/execute.ts';
import { command } from '../../../src/resources/command.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { pendingFact } from '../../../src/resources/services/pending.ts';
import type { ActionMachine } from '../../../src/resources/steps/action.ts';
import { handler } from '../../../src/resources/steps/handler.ts';
import { handlerAnswer } from '../../../src/resources/steps/meta.ts';
import type { Step } from '../../../src/resources/steps/step.ts';
import { script } from '../../../src/resources/system/script.ts';
import { placed } from '../../../src/run/steps/placed.ts';
import { factsOf, planOf } from '../../support/facts.ts';

const environment = { TOKEN: "it's" };
const EXPORT = `export TOKEN='it'\\''s'`;
const file = new URL(import.meta.url);
const own = { name: 'own', run: 'true', unless: 'false', undo: 'true' };

/** All programs of a step. */
function programs(step: Resource): string[] {
  const said = step.id.startsWith('handler') ? 'action=restart\npid=\n' : '';
  const facts = factsOf(...step.facts.map((fact) => [fact, said] as const));
  const planned = planOf(step, facts);
  if (planned.state !== 'change') throw new Error(planned.state);
  const tests = step.facts.filter(({ id }) => id !== pendingFact(handlerAnswer('own')).id);
  return [...tests.map(({ program }) => program), planned.script, planned.undo?.script ?? ''];
}

describe('what is said of all programs of a step', () => {
  const kinds: readonly [string, (more: object) => Resource, number][] = [
    ['command', (more) => command({ ...own, ...more }), 3],
    ['command of somebody else', (more) => command({ ...own, ...more, becomeUser: 'app', timeout: '5s' }), 3],
    ['script', (more) => script({ name: 'own', file, unless: 'false', undo: 'true', ...more }), 3],
    ['handler', (more) => handler({ name: 'own', run: 'true', ...more }), 2],
  ];
  it.each(kinds)('%s: each has the variables', (_, make, count) => {
    const all = programs(make({ environment }));
    expect(all.map((program) => program.includes(EXPORT))).toEqual(Array(count).fill(true));
  });

  it.each(kinds)('%s: each is silent with noLog, an undo too', (_, make) => {
    const [change = '', undo = ''] = programs(make({ noLog: true })).slice(-2);
    for (const program of [change, undo]) expect(program).toContain('exec >/dev/null 2>&1');
  });
});

describe('a step as its play and its host have it', () => {
  const root = { via: 'ssh', user: 'root' } as const;
  const sudo = { via: 'ssh', user: 'ann', become: { method: 'sudo', user: 'root' } } as const;
  const unsaid = { ...sudo, unsaid: { user: true } } as const;
  const target = (given: object) => ({ target: given }) as never;
  const as = (user: string) => expect.stringMatching(new RegExp(`runuser .*${user}`));
  const direct = expect.not.stringMatching(/runuser/);

  it.each<[string, object, object, object, unknown]>([
    ['nothing is said', {}, {}, sudo, direct],
    ['the play says who', { becomeUser: 'app' }, {}, sudo, as('app')],
    ['the step says who, and wins', { becomeUser: 'app' }, { becomeUser: 'db' }, sudo, as('db')],
    ['the step wants who logs in', {}, { become: false }, sudo, as('ann')],
    [
      'the step wants who logs in, the play another',
      { becomeUser: 'app' },
      { become: false },
      sudo,
      as('ann'),
    ],
    ['the play wants who logs in', { become: false }, {}, sudo, as('ann')],
    ['the play wants who logs in, the step another', { become: false }, { becomeUser: 'db' }, sudo, as('db')],
    ['who logs in is who the session is', { become: false }, { become: false }, root, direct],
    [
      'the variables of both',
      { environment: { A: '1', B: '1' } },
      { environment: { B: '2' } },
      root,
      expect.stringMatching(/A=1\n.*B=2/),
    ],
  ])('%s', async (_, play, step, host, expected) => {
    const steps: readonly Step[] = [
      command({ ...own, ...step }),
      handler({ name: 'own', run: 'true', ...step }),
    ];
    for (const each of steps) {
      const [program = ''] = programs(placed(each, play, target(host)) as Resource).slice(-2);
      expect(program).toEqual(expected);
    }
    const taken = placed(execute({ name: 'own', run: 'true', ...step }), play, target(host));
    let sent = '';
    const machine = {
      change: async (change: { readonly script: string }) => {
        sent = change.script;
        return success({ exitCode: 0, stdout: '', stderr: '' });
      },
    };
    await taken.perform(machine as unknown as ActionMachine);
    const exports = Object.entries(taken.meta?.environment ?? {}).map(
      ([name, value]) => `${name}=${value}\n`,
    );
    expect(`${exports.join('')}${sent}`).toEqual(expected);
  });

  it('is refused where nobody has said who logs in', () => {
    const [problem] = placed(command({ ...own, become: false }), {}, target(unsaid)).problems ?? [];
    expect(problem?.summary).toMatch(/"become" must be false, and the inventory has to say who logs in/);
  });

  const ofPrograms = { environment, noLog: true, retries: 2, become: false, becomeUser: 'db', timeout: 5 };
  it.each<[string, () => Step, RegExp]>([
    ['both', () => command({ ...own, become: false, becomeUser: 'db' }), /"becomeUser" is another one/],
    ['true', () => command({ ...own, become: true as never }), /"become" must be false/],
    ...Object.entries(ofPrograms).map(([name, value]): [string, () => Step, RegExp] => [
      `${name} of a handler whose work is tasks`,
      () => handler({ name: 'own', run: function* () {}, [name]: value }),
      new RegExp(`"${name}" is for a program`),
    ]),
  ])('refuses %s', (_, make, summary) => {
    expect(make().problems?.[0]?.summary).toMatch(summary);
  });
});
