import { describe, expect, it } from 'vitest';
import { historyText } from '../../../src/cli/history-text.ts';
import { parseRecords } from '../../../src/engine/journal/records.ts';
import { everyRun } from '../../../src/run/undo/history.ts';

const MARK = '\u001e';

interface Run {
  readonly at: string;
  readonly command: string;
  readonly playbook?: string;
  readonly log: string;
  readonly undoneBy?: string;
}

/** What a machine prints of its journals. */
function records(...runs: readonly Run[]) {
  const texts = runs.map(({ at, command, playbook = command, log, undoneBy = '' }) =>
    [
      `${MARK}run=/j/app/${at.replaceAll(/[:.]/g, '-')}\n`,
      `${MARK}meta\ncommand=${command}\nplaybook=${playbook}\nby=ann@laptop\nstartedAt=${at}\n`,
      `${MARK}changes\nkey of ann\tnot there yet\t[]\tundo\t1\na stamp\tnot done\t[]\tstays\t2\n`,
      `${MARK}undone-by\n${undoneBy}`,
      `${MARK}log\n${log}`,
    ].join(''),
  );
  return parseRecords(texts.join(''));
}

const BEGUN = 'T intended 1 key of ann\nT done 1 key of ann\nT intended 2 a stamp\nT done 2 a stamp\n';
const BY = 'by=bob@desk\nstartedAt=2026-11-22T21:00:00.000Z\n';
const at = '2026-11-22T20:00:00.000Z';

describe('the history of a host', () => {
  it.each([
    ['an up', { at, command: 'up', log: `${BEGUN}T proved\n` }, ['up  ann@laptop  proved']],
    [
      'a run, by its playbook',
      { at, command: 'run', playbook: 'users and keys', log: `${BEGUN}T kept\n` },
      ['run (users and keys)  ann@laptop  in force, not measured'],
    ],
    [
      'a run and the rollback that took it back',
      { at, command: 'run', playbook: 'users', log: `${BEGUN}T kept\nT undoing\nT undone\n`, undoneBy: BY },
      [
        'run (users)  ann@laptop  undone',
        'rollback  bob@desk  took back `run` (users) of 2026-11-22 20:00:00 UTC',
      ],
    ],
    [
      'a rollback that failed',
      { at, command: 'up', log: `${BEGUN}T kept\nT undoing\nT undo-failed 1 key of ann\n`, undoneBy: BY },
      [
        'up  ann@laptop  open: under way, or cut off',
        'rollback  bob@desk  was to take back `up` of 2026-11-22 20:00:00 UTC',
      ],
    ],
  ] as const)('lists %s', (_what, run, expected) => {
    const runs = everyRun([{ host: { name: 'app' }, records: records(run) }]);
    const lines = historyText({ app: runs })
      .split('\n')
      .filter((line) => /^ {2}\d/.test(line));
    expect(lines.map((line) => line.replace(/^ {2}\S+ \S+ UTC {2}/, ''))).toEqual(expected);
  });

  it('names in a rollback what went back, and not what stayed', () => {
    const log = `${BEGUN}T kept\nT undoing\nT undone\n`;
    const [, rollback] = everyRun([
      { host: { name: 'app' }, records: records({ at, command: 'up', log, undoneBy: BY }) },
    ]);
    expect(rollback?.hosts.app?.changes).toEqual([{ step: 'key of ann', what: 'undo: not there yet' }]);
  });
});
