import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/events/document.ts';
import { formatPlan } from '../../src/report/index.ts';
import { report } from './harness.ts';
import { CONF_DIFF, clusterResult, hostResult, problem, runDocument, taskResult } from './sample.ts';

const hostsByCluster = { web: ['HAVIP-01', 'HAVIP-02'] };

const plan = runDocument({
  command: 'plan',
  hosts: {
    'HAVIP-01': hostResult({
      tasks: [
        taskResult({ name: 'package keepalived' }),
        taskResult({ changed: true, diff: `advert_int differs\n${CONF_DIFF}` }),
      ],
    }),
    'HAVIP-02': hostResult({
      tasks: [taskResult({ name: 'service keepalived', changed: true, diff: 'is not enabled' })],
    }),
    'probe-01': hostResult({ tasks: [taskResult({ name: 'package arping', changed: true })] }),
  },
  clusters: { web: clusterResult({ effect: { kind: 'move', seconds: 0.1 } }) },
});

describe('formatPlan', () => {
  it('tells below the effect who may take the address over', () => {
    const succession = {
      order: [
        { host: 'HAVIP-01', priority: 250 },
        { host: 'HAVIP-02', priority: 240 },
      ],
      preempt: false,
      watched: [{ what: 'check' as const, name: 'nginx', weight: 0 }],
    };
    const clusters = { web: clusterResult({ effect: { kind: 'none' }, succession }) };
    expect(
      formatPlan(runDocument({ command: 'plan', hosts: {}, clusters }), { color: false }),
    ).toBe(`web  172.16.16.12  held by HAVIP-01
  effect on the address: nothing
  may take over from HAVIP-01 (250): HAVIP-02 (240); who has it keeps it (no preempt)
  given up where it fails: check nginx

No changes. 0 hosts as the inventory wants them.
`);
  });

  it('shows steps with reasons and diffs by cluster and host, and sums up', () => {
    expect(formatPlan(plan, { color: false, hostsByCluster })).toBe(`web  172.16.16.12  held by HAVIP-01
  effect on the address: moves, about 0.1 s

  HAVIP-01  1 step
    ~ keepalived.conf  advert_int differs
        --- /etc/keepalived/keepalived.conf
        +++ /etc/keepalived/keepalived.conf
        @@ -3,5 +3,5 @@
           state BACKUP
           interface eth0
        -  advert_int 1
        +  advert_int 2
           priority 250
           nopreempt

  HAVIP-02  1 step
    ~ service keepalived  is not enabled

probe-01  1 step
  ~ package arping

Plan: 3 steps to change on 3 hosts; web: moves once, about 0.1 s
`);
  });

  it.each([
    ['a refused plan', 'plan', [problem({ code: 'lock.held' })], 'No plan: 1 problem\n'],
    [
      'a rollback of nothing',
      'rollback',
      [problem({ code: 'host.nothing-to-roll-back' })],
      'No plan: 1 problem\n',
    ],
    ['a rollback without a way back', 'rollback', [], 'Nothing would be undone.\n'],
    ['a plan with nothing to do', 'plan', [], 'No changes. 1 host as the inventory wants them.\n'],
  ])('says of %s what came of it', (_name, command, errors, words) => {
    const document = { ...plan, command, errors, hosts: { a: hostResult() }, clusters: {} };
    expect(formatPlan(document, { color: false })).toBe(words);
  });

  it('says that a part is missing where another cluster was refused', () => {
    const text = formatPlan({ ...plan, errors: [problem()] }, { color: false, hostsByCluster });
    expect(text).toContain('about 0.1 s; a part could not be planned\n');
  });

  it.each<[Effect, string, string]>([
    [{ kind: 'none' }, 'nothing', 'nothing'],
    [{ kind: 'reload' }, 'reload, the address does not move', 'reload, the address does not move'],
    [
      { kind: 'reload', standbysStopped: ['HAVIP-02'] },
      'reload, the address does not move, while HAVIP-02 is stopped and cannot take it over',
      'reload, the address does not move, while HAVIP-02 is stopped and cannot take it over',
    ],
    [
      { kind: 'move', seconds: 3, standbysStopped: ['b', 'c'] },
      'moves, about 3 s, while b and c are stopped and cannot take it over',
      'moves once, about 3 s',
    ],
    [{ kind: 'start' }, 'starts keepalived (nothing serves yet)', 'starts keepalived (nothing serves yet)'],
    [{ kind: 'move', seconds: 3 }, 'moves, about 3 s', 'moves once, about 3 s'],
  ])('%o in words', (effect, words, summary) => {
    const text = formatPlan({ ...plan, clusters: { web: clusterResult({ effect }) } }, { color: false });
    expect(text).toContain(`effect on the address: ${words}\n`);
    expect(text).toMatch(new RegExp(`^Plan: .*; web: ${summary.replace(/[()]/g, '\\$&')}$`, 'm'));
  });

  it('says so when there is nothing to change', () => {
    const same = runDocument({
      command: 'plan',
      clusters: { web: clusterResult({ effect: { kind: 'none' } }) },
    });
    expect(formatPlan(same, { color: false, hostsByCluster })).toBe(
      'web  172.16.16.12  held by HAVIP-01\n  effect on the address: nothing\n\n' +
        'No changes. 2 hosts as the inventory wants them.\n',
    );
  });

  it('claims nothing about a host it could not reach', () => {
    const down = runDocument({
      command: 'plan',
      hosts: { 'HAVIP-01': hostResult({ unreachable: true }), 'HAVIP-02': hostResult() },
    });
    const text = formatPlan(down, { color: false, hostsByCluster });
    expect(text).toContain('HAVIP-01  unreachable, nothing is known');
    expect(text).toContain('No changes found; 1 host could not be planned\n');
  });

  it('shows a step that could not be planned, with its error', () => {
    const failed = runDocument({
      command: 'plan',
      hosts: { 'HAVIP-01': hostResult({ failed: 1, tasks: [taskResult({ error: 'no such package' })] }) },
    });
    expect(formatPlan(failed, { color: false })).toContain('✖ keepalived.conf\n      no such package\n');
  });

  it('colours diffs as git does', () => {
    const text = formatPlan(plan, { color: true, hostsByCluster });
    expect(text).toContain('\x1b[31m-  advert_int 1\x1b[39m');
    expect(text).toContain('\x1b[32m+  advert_int 2\x1b[39m');
  });
});

describe('a diff that is asked for', () => {
  const changed = {
    type: 'task-finished',
    host: 'HAVIP-01',
    task: 'keepalived.conf',
    status: 'would-change',
    diff: CONF_DIFF,
  } as const;
  const effect: Effect = { kind: 'none' };
  const of = (command: string, cluster: string, check: boolean) => ({
    events: [
      { type: 'run-started', command, at: new Date(0), hosts: { [cluster]: ['HAVIP-01'] } },
      changed,
    ] as const,
    document: runDocument({
      command,
      hosts: { 'HAVIP-01': hostResult({ tasks: [taskResult({ changed: true, diff: CONF_DIFF })] }) },
      clusters: cluster === '' ? {} : { [cluster]: clusterResult(check ? { effect } : {}) },
    }),
  });

  it.each([
    ['plan', 'web', true],
    ['up', 'web', true],
    ['run', 'web', true],
    ['run', '', true],
    ['up', 'web', false],
  ])('%s of cluster %j, check %s: is shown once', async (command, cluster, check) => {
    for (const mode of ['plain', 'terminal'] as const) {
      const { events, document } = of(command, cluster, check);
      const { out, err } = await report(events, document, { mode, diff: true, check });
      expect([mode, `${out}${err}`.match(/^ *\+\+\+ /gm)?.length]).toEqual([mode, 1]);
    }
  });
});
