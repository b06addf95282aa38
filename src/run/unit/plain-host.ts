import { changesOf } from '../../engine/plan.ts';
import type { Host } from '../../inventory/types.ts';
import { applyHost } from '../apply-host.ts';
import { undoHost } from '../undo/undo-host.ts';
import { undoScripts } from '../undo/undo-report.ts';
import type { UnitPolicy } from './policy.ts';
import type { Unit, UnitRun } from './unit.ts';

/** A host by itself is a unit. */
export function plainUnit(host: Host): Unit {
  return { name: host.name, hosts: [host], tells: () => ({}), policyFor: plainHost };
}

/** A host by itself: nothing stands around its changes, and nobody has to agree with it. */
function plainHost(run: UnitRun): UnitPolicy {
  return {
    heading: '',
    isWhole: true,
    facts: () => [],
    stateBefore: ':',
    waitUntilCalm: ':',
    open: async () => async () => true,
    refusal: () => undefined,
    foresee: () => undefined,
    foreseeUndo: () => [],
    apply: async ([planned]) =>
      planned === undefined || changesOf(planned.plan).length === 0 || applyHost(run, planned),
    turns: (hosts) => hosts,
    around: (_host, _effects, work) => work(),
    standing: () => undefined,
    isInconclusive: () => false,
    ending: () => 'kept',
    measured: () => [],
    undo: (targets, why) => Promise.all(targets.map((target) => undoHost(run, target, why))),
    undoCommands: (undone) =>
      undone.flatMap(({ target, report }) => (report?.complete === true ? [] : undoScripts(target))),
    afterUndo: async (undone) => {
      const isBack = undone.every(({ report }) => report?.complete === true);
      return { isBack, serves: isBack, words: [] };
    },
    isSound: ({ ending }) => ending === 'kept',
    wasIdle: () => false,
    afterPlays: async () => undefined,
    lookAgain: async () => undefined,
    activity: (text) => run.deps.onEvent({ type: 'host-activity', host: run.unit.name, activity: text }),
    finish: () => [],
    notBegun: () => [],
  };
}
