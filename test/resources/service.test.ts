import { describe, expect, it } from 'vitest';
import type { ServiceAction } from '../../src/resources/resource.ts';
import { pendingFact } from '../../src/resources/services/pending.ts';
import { service } from '../../src/resources/services/service.ts';
import { serviceFact } from '../../src/resources/services/service-facts.ts';
import { factsOf, planOf } from '../support/facts.ts';

const RUNNING =
  'LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nMainPID=100\nNeedDaemonReload=no\n';
const STOPPED =
  'LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\nMainPID=0\nNeedDaemonReload=no\n';
const ABSENT = 'LoadState=not-found\nActiveState=inactive\nUnitFileState=\nMainPID=0\nNeedDaemonReload=no\n';

function plan(shown: string, pending = '', notified?: ServiceAction) {
  const facts = factsOf([serviceFact('web'), shown], [pendingFact('web'), pending]);
  return planOf(service({ service: 'web' }), facts, notified);
}

describe('a service', () => {
  it.each([
    [
      'runs and owes nothing',
      RUNNING,
      '',
      undefined,
      'unchanged',
      undefined,
      'running, enabled, nothing to load',
    ],
    ['is stopped', STOPPED, '', undefined, 'change', 'start', 'enable at boot, start (inactive)'],
    [
      'comes with a package of this plan',
      ABSENT,
      '',
      'restart',
      'change',
      'start',
      'enable at boot, start (inactive)',
    ],
    ['has a new configuration', RUNNING, '', 'reload', 'change', 'reload', 'reload'],
    ['has a new binary', RUNNING, '', 'restart', 'change', 'restart', 'restart'],
    ['has new unit files only', RUNNING, '', 'daemon-reload', 'change', undefined, 'unit files changed'],
    [
      'owes a restart from a run that was cut off',
      RUNNING,
      'action=restart\npid=100\n',
      undefined,
      'change',
      'restart',
      'restart',
    ],
    [
      'owed it to a process that is gone',
      RUNNING,
      'action=restart\npid=99\n',
      undefined,
      'unchanged',
      undefined,
      'running, enabled, nothing to load',
    ],
    [
      'owes more than this plan asks',
      RUNNING,
      'action=restart\npid=100\n',
      'reload',
      'change',
      'restart',
      'restart',
    ],
    [
      'is not enabled',
      RUNNING.replace('=enabled', '=disabled'),
      '',
      undefined,
      'change',
      undefined,
      'enable at boot',
    ],
    [
      'runs with old unit files',
      RUNNING.replace('Reload=no', 'Reload=yes'),
      '',
      undefined,
      'change',
      undefined,
      'unit files changed',
    ],
  ] as const)('that %s', (_name, shown, pending, notified, state, action, reason) => {
    const planned = plan(shown, pending, notified);
    expect(planned).toMatchObject({ state, reason });
    const effects = 'effects' in planned ? planned.effects : undefined;
    expect(effects).toEqual(action && [{ kind: action, service: 'web' }]);
  });

  it.each([
    ['reload', 'restart', [{ kind: 'reload', service: 'web', undo: 'restart' }]],
    ['restart', 'restart', [{ kind: 'restart', service: 'web' }]],
  ] as const)(
    'whose files of before need a restart is taken back by one after a %s',
    (did, back, effects) => {
      const facts = factsOf([serviceFact('web'), RUNNING], [pendingFact('web'), '']);
      const planned = planOf(service({ service: 'web', undoBy: 'restart' }), facts, did);
      expect(planned).toMatchObject({ effects });
      expect('script' in planned && planned.script).toContain(`systemctl ${did} web`);
      expect('undo' in planned && planned.undo?.script).toContain(`systemctl ${back} web`);
      expect('undo' in planned && planned.undo?.script).not.toContain('systemctl reload');
    },
  );

  it('is only touched while it is the process that was planned for', () => {
    const planned = plan(RUNNING, '', 'restart');
    expect('guard' in planned && planned.guard).toContain("'ActiveState=active\nMainPID=100'");
  });

  it.each([
    ['is not there', ABSENT, false],
    ['has failed', STOPPED.replace('=inactive', '=failed'), false],
    ['is being started', STOPPED.replace('=inactive', '=activating'), false],
    ['is stopped', STOPPED, true],
  ])('that %s may have been started by a watchdog meanwhile', (_name, shown, guarded) => {
    const planned = plan(shown, '', 'restart');
    expect('guard' in planned && planned.guard !== undefined).toBe(guarded);
    const script = 'script' in planned ? planned.script : '';
    expect(script.includes('systemctl stop web')).toBe(!guarded);
  });
});
