import type { RolloutSummary, RolloutView, WorkerSeen } from '../../../rollout/submission.ts';

/** A list of rollouts as a table, with the workers that are there. */
export function listText(rollouts: readonly RolloutSummary[], workers: readonly WorkerSeen[]): string {
  const rows = rollouts.map((each) => [
    each.id,
    each.state,
    each.command,
    `${each.passed + each.failed + each.inconclusive}/${each.units}`,
    `${each.failed}`,
    each.by,
  ]);
  const table =
    rows.length === 0
      ? 'There is no rollout.\n'
      : tableText([['ROLLOUT', 'STATE', 'COMMAND', 'DONE', 'FAILED', 'BY'], ...rows]);
  const places = workers.map(
    ({ owner, version, region }) => `${owner} (${version}${region === null ? '' : `, ${region}`})`,
  );
  return `${table}workers: ${places.length === 0 ? 'none' : places.join(', ')}\n`;
}

/** One rollout with each of its units. */
export function viewText(view: RolloutView): string {
  const { id, command, by, version, submittedAt, state, reason, waitsFor } = view;
  const { units, passed, failed, inconclusive, plan, unitStates, windowOpensAt } = view;
  const lines = [
    `rollout    ${id}`,
    `command    ${command}, submitted by ${by} at ${submittedAt} for havip-deploy ${version}`,
    `state      ${state}${reason === '' ? '' : `: ${reason}`}`,
    ...(waitsFor === undefined
      ? []
      : [`waits for  ${waitsFor.question} havip-deploy rollout approve ${id} [--no]`]),
    ...(windowOpensAt === undefined ? [] : [`waits for  its window, which opens at ${windowOpensAt}`]),
    `units      ${units}: ${passed} passed, ${failed} failed, ${inconclusive} not proved, ${units - passed - failed - inconclusive} left`,
    `rules      ${rulesText(plan)}`,
  ];
  const hasRegions = unitStates.some(({ group }) => group !== '');
  const rows = unitStates.map(({ unit, wave, group, state: how, reason: why = '' }) => [
    `${wave}`,
    unit,
    ...(hasRegions ? [group || '-'] : []),
    how,
    why,
  ]);
  const head = ['WAVE', 'UNIT', ...(hasRegions ? ['REGION'] : []), 'STATE', ''];
  return `${lines.join('\n')}\n\n${tableText([head, ...rows])}`;
}

function rulesText({
  waves,
  soakMs,
  maxFailures,
  approve,
  approveWithinMs,
  windows,
}: RolloutView['plan']): string {
  return [
    `${waves.length} ${waves.length === 1 ? 'wave' : 'waves'} (${waves.map((wave) => wave.length).join(', ')})`,
    ...(soakMs > 0 ? [`soak ${soakMs / 1000} s`] : []),
    maxFailures === null ? 'any number may fail' : `at most ${maxFailures} may fail`,
    ...(approve ? ['each wave waits for a yes'] : []),
    ...(windows === undefined ? [] : [`begins ${windows.map(({ text }) => text).join(' or ')}`]),
    ...(approveWithinMs === undefined ? [] : [`for ${approveWithinMs / 1000} s`]),
  ].join(', ');
}

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
