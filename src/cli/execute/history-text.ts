import { formatInterruption } from '../../report/words/drill-line.ts';
import { timeWords } from '../../run/lock/lock-words.ts';
import type { History, PastRun } from '../../run/undo/history/past-run.ts';
import { isOwnPlaybook } from '../../run/undo/history/run-name.ts';

/** Words for how a run ended. */
const STATES: Readonly<Record<PastRun['state'], string>> = {
  proved: 'proved',
  kept: 'in force, not measured',
  settled: 'cut off, finished by the next',
  undone: 'undone',
  open: 'open: under way, or cut off',
  mixed: 'not the same on all machines',
};

/** The runs of each cluster and host for people, the newest first. */
export function historyText(history: History): string {
  return Object.entries(history)
    .map(([cluster, runs]) =>
      runs.length === 0 ? `${cluster}: no run on record` : [`${cluster}:`, ...runs.map(runText)].join('\n'),
    )
    .join('\n\n');
}

function stateWords({ state, tookBack }: PastRun): string {
  if (tookBack === undefined) return STATES[state];
  return `${state === 'kept' ? 'took back' : 'was to take back'} ${tookBack.join(' and ')}`;
}

function nameWords(run: PastRun): string {
  return isOwnPlaybook(run) ? `${run.command} (${run.playbook})` : run.command;
}

/** Without the thing's name where the step's has it: `package keepalived: 2.2.7 -> 2.3.3`. */
function changeWords(step: string, what: string): string {
  const [, thing = ''] = /^(\S+): /.exec(what) ?? [];
  const named = thing !== '' && step.split(/[ ,]+/).includes(thing);
  return `${step}: ${named ? what.slice(thing.length + 2) : what}`;
}

function runText(run: PastRun): string {
  const { by, startedAt, state, hosts, measured } = run;
  const width = Math.max('measured'.length, ...Object.keys(hosts).map((name) => name.length));
  const lines = Object.entries(hosts).flatMap(([host, { state: own, changes }]) =>
    changes.map(({ step, what, failed }, index) => {
      const name = index > 0 ? '' : host;
      const mark = index === 0 && state === 'mixed' ? ` (${STATES[own]})` : '';
      const end = failed === true ? ' (failed)' : '';
      return `    ${name.padEnd(width)}  ${changeWords(step, what)}${end}${mark}`;
    }),
  );
  const drills = measured.map((drill, index) => {
    const { scenario, from, to, passed } = drill;
    const path = to === null ? from : `${from} → ${to}`;
    const name = index > 0 ? '' : 'measured';
    return `    ${name.padEnd(width)}  ${scenario} ${path}: ${formatInterruption(drill)}${passed ? '' : ', failed'}`;
  });
  return [
    `  ${timeWords(new Date(startedAt))}  ${nameWords(run)}  ${by}  ${stateWords(run)}`,
    ...lines,
    ...drills,
  ].join('\n');
}
