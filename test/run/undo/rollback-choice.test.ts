import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../src/engine/journal/records.ts';
import { wasIdle } from '../../../src/havip/undo/after-undo.ts';
import { chooseRollback } from '../../../src/run/undo/rollback-choice.ts';

/**
 * `3 proved`, or `1 proved bare` for one before which there was no keepalived, `1 proved idle` for one before which it did
 * not run; `2` alone is open.
 */
function record(text: string): JournalRecord {
  const [run = '', ending, stood] = text.split(' ');
  return {
    run,
    folder: `/journal/${run}`,
    playbook: '',
    command: 'up',
    by: 'ann@laptop',
    startedAt: run,
    lease: '',
    version: '1',
    changes: [],
    before: {
      keepalived: stood === 'bare' ? '' : '2.2.7',
      ActiveState: stood === undefined ? 'active' : 'inactive',
    },
    measured: [],
    steps: [],
    ending:
      ending === 'proved' || ending === 'kept' || ending === 'settled' || ending === 'undone'
        ? ending
        : undefined,
    lastAt: undefined,
  };
}

describe('what a rollback undoes', () => {
  it.each([
    ['no run at all', [[], []], { refused: 'nothing' }],
    ['all undone', [['2 undone', '1 undone bare']], { refused: 'nothing' }],
    [
      'a proved change',
      [
        ['2 proved', '1 proved bare'],
        ['2 proved', '1 proved bare'],
      ],
      { runs: ['2'] },
    ],
    ['a change on one machine only', [['1 proved bare'], ['2 proved', '1 proved bare']], { runs: ['2'] }],
    ['the first deployment', [['1 proved bare']], { refused: 'bare' }],
    ['what is not proved, down to the last that is', [['3 kept', '2', '1 proved']], { runs: ['3', '2'] }],
    ['one at a time where all are proved', [['3 proved', '2 proved', '1 proved']], { runs: ['3'] }],
    ['an undone run between', [['3 proved', '2 undone', '1 proved']], { runs: ['3'] }],
    [
      'a run that was cut off and the one that finished it',
      [['3 proved', '2 settled', '1 proved']],
      { runs: ['3', '2'] },
    ],
    [
      'proved on one machine, open on the other',
      [
        ['2 proved', '1 proved'],
        ['2', '1 proved'],
      ],
      { runs: ['2'] },
    ],
    ['unproved ones, and never bare machines', [['3 kept', '2 kept', '1 kept bare']], { runs: ['3', '2'] }],
    ['one before which it ran on no machine', [['2 proved idle'], ['2 proved idle']], { refused: 'bare' }],
    ['one before which it ran on one of two', [['2 proved idle'], ['2 proved']], { runs: ['2'] }],
    ['one that began on a machine where it did not run', [['2 proved idle'], []], { runs: ['2'] }],
    [
      'a change with which a machine came',
      [['2 proved', '1 proved bare'], ['2 proved bare']],
      { runs: ['2'] },
    ],
    [
      'the first deployment, of which another machine came later and is gone again',
      [['2 undone', '1 proved bare'], ['2 undone bare']],
      { refused: 'bare' },
    ],
    ['the first deployment beside a machine that was there', [['1 proved bare'], []], { runs: ['1'] }],
    ['one after another, the second time', [['3 undone', '2 proved', '1 proved bare']], { runs: ['2'] }],
  ] as const)('%s', (_name, hosts, expected) => {
    const histories = hosts.map((texts, index) => ({ host: `node-${index}`, records: texts.map(record) }));
    expect(
      chooseRollback(histories, {
        isSound: ({ ending }) => ending === 'proved',
        wasIdle: (each) => each.before.keepalived === '' || wasIdle(each),
      }),
    ).toEqual(expected);
  });
});
