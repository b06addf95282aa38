import { describe, expect, it } from 'vitest';
import { aheadStep, preparationOf } from '../../src/engine/apply/preparation.ts';
import type { HostPlan } from '../../src/engine/plan.ts';
import type { Fact, Facts } from '../../src/resources/fact.ts';
import type { Change } from '../../src/resources/resource.ts';
import { handlerAnswer } from '../../src/resources/steps/meta.ts';

/** A machine on which each unit is in the given state. */
function machine(units: Readonly<Record<string, string>>): Facts {
  const ifRead = <T>(fact: Fact<T>): T | undefined => {
    const name = fact.id.replace(/^service:/, '');
    const [state, boot] = units[name]?.split(' ') ?? [];
    return state === undefined
      ? undefined
      : fact.parse(
          `LoadState=loaded\nActiveState=${state}\nUnitFileState=${boot ?? 'disabled'}\nMainPID=0\n`,
        );
  };
  return {
    ifRead,
    get: (fact) => {
      throw new Error(`${fact.id} was not read`);
    },
  };
}

const change = (about: Partial<Change> = {}): Change => ({
  state: 'change',
  reason: '',
  script: ':',
  ...about,
});
const asks = (service: string) => [{ service, action: 'reload' as const }];

function planOf(...changes: readonly Change[]): HostPlan {
  return {
    items: changes.map((planned, index) => ({
      resource: { id: `${index}`, name: `${index}`, tags: [], facts: [], plan: () => planned },
      planned,
    })),
  };
}

const names = (...changes: readonly Change[]) => {
  const { whole, ahead } = preparationOf(planOf(...changes), HERE);
  return [whole.map(({ resource }) => resource.name).join(), ahead?.resource.name];
};

const HERE = machine({
  runs: 'active',
  starting: 'activating',
  stopped: 'inactive',
  boots: 'inactive enabled',
  broken: 'failed',
});

describe('what touches nothing that runs', () => {
  it.each([
    ['adds what was not there', { noticedBy: 'nobody' }, true],
    ['says nothing of who notices it', {}, false],
    ['is noticed by whom it notifies, and notifies nobody', { noticedBy: 'notified' }, false],
    ['is read by a service that runs', { noticedBy: 'notified', notify: asks('runs') }, false],
    ['adds to what a service reads that runs', { noticedBy: 'nobody', notify: asks('runs') }, false],
    ['is read by one that just starts', { noticedBy: 'notified', notify: asks('starting') }, false],
    ['is read by one that will start at boot', { noticedBy: 'notified', notify: asks('boots') }, false],
    ['is read by one that does not run', { noticedBy: 'notified', notify: asks('stopped') }, true],
    ['is read by one that has failed', { noticedBy: 'notified', notify: asks('broken') }, true],
    ['is read by one of which nothing is known', { noticedBy: 'notified', notify: asks('other') }, false],
    [
      'is read by two, one of which runs',
      { noticedBy: 'notified', notify: [...asks('stopped'), ...asks('runs')] },
      false,
    ],
    ['asks for a handler', { noticedBy: 'nobody', notify: asks(handlerAnswer('tell')) }, false],
    ['starts something', { noticedBy: 'nobody', effects: [{ kind: 'start', service: 'stopped' }] }, false],
    ['reboots', { noticedBy: 'nobody', effects: [{ kind: 'reboot' }] }, false],
  ] satisfies [string, Partial<Change>, boolean][])('a change that %s', (_words, about, prepared) => {
    expect(names(change(about))[0]).toBe(prepared ? '0' : '');
  });

  it('ends at the first that is noticed: what comes after may need it', () => {
    const quiet = change({ noticedBy: 'nobody' });
    expect(names(quiet, quiet, change(), quiet)).toEqual(['0,1', undefined]);
  });

  it('takes along what can be done ahead of just that one', () => {
    const withPart = change({ ahead: { script: 'fetch', undo: ':' } });
    expect(names(change({ noticedBy: 'nobody' }), withPart, withPart)).toEqual(['0', '1']);
    expect(names(change(), withPart)).toEqual(['', undefined]);
  });

  it('does the part as a step of its own, with what travels beside it', () => {
    const uploads = [{ source: '/a', destination: '/b' }];
    const planned = change({
      uploads,
      effects: [{ kind: 'reboot' }],
      ahead: { script: 'build', undo: 'clear' },
    });
    const [first] = planOf(planned).items;
    expect(first && aheadStep({ resource: first.resource, change: planned })).toMatchObject({
      resource: { id: '0', name: '0, its preparation' },
      change: { script: 'build', undo: { script: 'clear' }, uploads },
    });
  });
});
