import { describe, expect, it } from 'vitest';
import { planHost } from '../../src/engine/plan.ts';
import { command } from '../../src/resources/command.ts';
import { file } from '../../src/resources/file.ts';
import { fileAbsent } from '../../src/resources/file-absent.ts';
import { packageInstalled } from '../../src/resources/packages/package.ts';
import { packageAbsent } from '../../src/resources/packages/program-absent.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { service } from '../../src/resources/services/service.ts';
import { serviceStopped } from '../../src/resources/services/service-stopped.ts';
import { handler } from '../../src/resources/steps/handler.ts';
import { blocked } from '../../src/resources/steps/verdict.ts';
import { wrongSteps } from '../../src/resources/steps/wrong-steps.ts';
import { factsOf } from '../support/facts.ts';
import { want } from '../support/this-machine.ts';

const codes = (resources: readonly Resource[]) =>
  [...wrongSteps(resources).values()].flat().map(({ code, summary }) => `${code}: ${summary}`);

const done = { run: 'true', unless: 'true' };
const notify = (name: string) => ({ service: name, action: 'reload' }) as const;
const twice = (what: string) => [`playbook.same-step-twice: ${what} is wanted twice on one host`];
const lost = (who: string, of: string) => [
  `playbook.unanswered-notify: ${who} asks for a reload of ${of}, and nothing in the play carries that out`,
];
const problem = { code: 'host.x', summary: 'x' } as const;

describe('the steps of one host', () => {
  it.each<[string, Resource[], string[]]>([
    [
      'two commands of one name',
      [command({ name: 'a', ...done }), command({ name: 'a', ...done })],
      twice('command a'),
    ],
    [
      'two files at one path',
      [file({ path: '/a', content: '1' }), file({ path: '//a/', content: '1' })],
      twice('file /a'),
    ],
    [
      'a file that is to be there and not',
      [file({ path: '/a', content: '1' }), fileAbsent({ path: '/a' })],
      twice('file /a'),
    ],
    [
      'a package that is to be there and not',
      [packageInstalled({ package: 'x' }), packageAbsent({ package: 'x' })],
      twice('package x'),
    ],
    [
      'a service that is to run and not',
      [service({ service: 'x' }), serviceStopped({ service: 'x.service' })],
      twice('service x'),
    ],
    [
      'three of one id',
      [0, 1, 2].map(() => command({ name: 'a', ...done })),
      [...twice('command a'), ...twice('command a')],
    ],
    [
      'a notification of a handler that is not there',
      [
        file({ path: '/a', content: '1', notify: { handler: 'index' } }),
        handler({ name: 'indes', run: ':' }),
      ],
      ['playbook.unanswered-notify: /a asks for the handler index, and nothing in the play is that'],
    ],
    [
      'two handlers of one name',
      [handler({ name: 'index', run: ':' }), handler({ name: 'index', run: ':' })],
      twice('handler index'),
    ],
    [
      'a handler that is asked',
      [
        file({ path: '/a', content: '1', notify: [{ handler: 'index' }] }),
        handler({ name: 'index', run: ':' }),
      ],
      [],
    ],
    [
      'a notification that nobody answers',
      [file({ path: '/a', content: '', notify: notify('web') })],
      lost('/a', 'web'),
    ],
    [
      'one of two',
      [file({ path: '/a', content: '', notify: [notify('web'), notify('db')] }), service({ service: 'db' })],
      lost('/a', 'web'),
    ],
    [
      'one whose answer is left out',
      [file({ path: '/a', content: '', notify: notify('web') }), service({ service: 'web', when: false })],
      lost('/a', 'web'),
    ],
    [
      'a package and a command that notify',
      [
        packageInstalled({ package: 'x', notify: notify('web') }),
        command({ name: 'c', ...done, notify: notify('web') }),
      ],
      [...lost('package x', 'web'), ...lost('c', 'web')],
    ],
  ])('%s', (_name, resources, expected) => {
    expect(codes(resources)).toEqual(expected);
  });

  it.each<[string, Resource[]]>([
    [
      'things of one name and different kinds',
      [command({ name: 'a', ...done }), packageInstalled({ package: 'a' })],
    ],
    [
      'an answer',
      [file({ path: '/a', content: '', notify: notify('web') }), service({ service: 'web.service' })],
    ],
    [
      'an answer that stands before',
      [service({ service: 'web' }), file({ path: '/a', content: '', notify: notify('web') })],
    ],
    [
      'a stopped service',
      [file({ path: '/a', content: '', notify: notify('web') }), serviceStopped({ service: 'web' })],
    ],
    [
      'one of two that is left out',
      [command({ name: 'a', ...done }), command({ name: 'a', ...done, when: false })],
    ],
    [
      'a notification that is left out',
      [file({ path: '/a', content: '', notify: notify('web'), when: false })],
    ],
    [
      'verdicts about one thing',
      [blocked({ id: 'file:/a', name: 'a', problem }), blocked({ id: 'file:/a', name: 'a', problem })],
    ],
    [
      'a notification whose answer a verdict has kept out',
      [
        file({ path: '/a', content: '', notify: notify('web') }),
        blocked({ id: 'service:web', name: 'web', problem }),
      ],
    ],
    [
      'one whose answer was left out because of something else',
      [
        packageInstalled({ package: 'x', notify: notify('web') }),
        blocked({ id: 'file:/a', name: 'a', problem }),
      ],
    ],
  ])('nothing is wrong with %s', (_name, resources) => {
    expect(codes(resources)).toEqual([]);
  });

  it('name both places', () => {
    const [told] = [
      ...wrongSteps([command({ name: 'a', ...done }), command({ name: 'a', ...done })]).values(),
    ].flat();
    const line = told?.source?.line;
    expect(line).toBeGreaterThan(1);
    expect(told?.detail).toContain(`test/resources/wrong-steps.test.ts:${line}:`);
  });

  it('are not planned, also where only facts have brought them about', () => {
    const first = command({ name: 'a', ...done });
    const [fact] = first.facts;
    const { plan } = planHost(
      want(first, command({ name: 'a', ...done })),
      factsOf(...(fact ? [[fact, 'done'] as const] : [])),
      {
        tags: [],
        skipTags: [],
      },
    );
    expect(plan?.items[1]?.planned).toMatchObject({
      state: 'blocked',
      problem: { code: 'playbook.same-step-twice' },
    });
  });
});
