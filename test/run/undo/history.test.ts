import { describe, expect, it } from 'vitest';
import { historyText } from '../../../src/cli/execute/history-text.ts';
import { parseRecords } from '../../../src/engine/journal/records.ts';
import { everyRun } from '../../../src/run/undo/history/history.ts';

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
        'rollback  bob@desk  took back `run` (users) of 2026-11-22 20:00:00 UTC',
        'run (users)  ann@laptop  undone',
      ],
    ],
    [
      'a rollback that failed',
      { at, command: 'up', log: `${BEGUN}T kept\nT undoing\nT undo-failed 1 key of ann\n`, undoneBy: BY },
      [
        'rollback  bob@desk  was to take back `up` of 2026-11-22 20:00:00 UTC',
        'up  ann@laptop  open: under way, or cut off',
      ],
    ],
  ] as const)('lists %s', (_what, run, expected) => {
    const runs = everyRun([{ host: { name: 'app' }, records: records(run) }]);
    const lines = historyText({ app: runs })
      .split('\n')
      .filter((line) => /^ {2}\d/.test(line));
    expect(lines.map((line) => line.replace(/^ {2}\S+ \S+ UTC {2}/, ''))).toEqual(expected);
  });

  it.each([
    ['of the last run', '2026-11-22T21:00:00.000Z', ['rollback', 'second', 'first']],
    ['with a run after it', '2026-11-22T20:45:00.000Z', ['second', 'rollback', 'first']],
    ['by a clock that is behind', '2026-11-22T19:00:00.000Z', ['second', 'rollback', 'first']],
    ['at no time that is one', 'yesterday', ['rollback', 'second', 'first']],
  ])('has a rollback %s in its place', (_what, startedAt, expected) => {
    const undone = {
      log: `${BEGUN}T kept\nT undoing\nT undone\n`,
      undoneBy: `by=b\nstartedAt=${startedAt}\n`,
    };
    const second = '2026-11-22T20:50:00.000Z';
    const runs = everyRun([
      {
        host: { name: 'app' },
        records: records(
          { at, command: 'first', ...undone },
          { at: second, command: 'second', log: `${BEGUN}T kept\n` },
        ),
      },
    ]);
    expect(runs.map(({ command }) => command)).toEqual(expected);
  });

  it.each([
    [
      'package keepalived',
      'keepalived: 2.2.7-1 -> 2.3.3-1 (yum)',
      'package keepalived: 2.2.7-1 -> 2.3.3-1 (yum)',
    ],
    [
      'package keepalived, its download',
      'keepalived: 2.2.7-1 -> 2.3.3-1 (yum)',
      'package keepalived, its download: 2.2.7-1 -> 2.3.3-1 (yum)',
    ],
    ['a file', '/etc/a: content differs', 'a file: /etc/a: content differs'],
  ])('names a thing of %s once', (step, what, shown) => {
    const [run] = everyRun([{ host: { name: 'app' }, records: records({ at, command: 'up', log: BEGUN }) }]);
    const text =
      run && historyText({ app: [{ ...run, hosts: { app: { state: 'kept', changes: [{ step, what }] } } }] });
    expect(
      text
        ?.split('\n')
        .at(-1)
        ?.replace(/^ +\S+ +/, ''),
    ).toBe(shown);
  });

  it('names in a rollback what went back, and not what stayed', () => {
    const log = `${BEGUN}T kept\nT undoing\nT undone\n`;
    const [rollback] = everyRun([
      { host: { name: 'app' }, records: records({ at, command: 'up', log, undoneBy: BY }) },
    ]);
    expect(rollback?.hosts.app?.changes).toEqual([{ step: 'key of ann', what: 'undo: not there yet' }]);
  });
});
