import { expect, it } from 'vitest';
import { play, playbook, role, rollback } from '../../../src/api/define.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { Bench } from '../../bench/bench.ts';
import { takeAddress } from '../../bench/double/wire.ts';
import { CONFIG, pair, pairPlay } from '../../bench/playbooks.ts';
import { file } from '../../bench/resources.ts';

/** A change for which a standby stood apart from its holder. */
function stoodApart(undone = ''): Resource {
  const written = file('/etc/apart', '1');
  return {
    ...written,
    plan: (context) => {
      const planned = written.plan(context);
      if (planned.state !== 'change') return planned;
      const { undo } = planned;
      const more = undo && { undo: { ...undo, script: `${undo.script}\n${undone}` } };
      return { ...planned, ...more, effects: [{ kind: 'stand-apart' }] };
    },
  };
}

const back = playbook({ name: 'back', plays: [rollback({ name: 'back' })] });

/** A pair whose first run is on record as proved, so that a rollback stops there. */
async function provedPair(): Promise<Bench> {
  const bench = new Bench();
  await bench.run(pair());
  for (const { journals } of [bench.machines.one, bench.machines.two])
    for (const { log } of journals.values()) log.push((log.pop() ?? '').replace('kept', 'proved'));
  expect([bench.endings('one'), bench.endings('two')]).toEqual([['proved'], ['proved']]);
  return bench;
}

const notesOf = ({ machines }: Bench) =>
  [machines.one, machines.two].map(({ files }) => files.get(CONFIG)?.slice(0, 3));

it.each([
  [
    'that was made in turn goes back by a handover',
    false,
    'will move, with nothing lost',
    ['one: undoing changes', 'one: taking the address', 'two: undoing changes'],
  ],
  [
    'that was made apart has nobody to hand over to: the standby is stopped',
    true,
    'will be away for about 2.2 s',
    ['one: stop while the holder goes back', 'two: undoing changes', 'one: undoing changes'],
  ],
])('a restart of a pair %s', async (_what, apart, told, expected) => {
  const bench = await provedPair();
  const marked = role({
    name: 'marked',
    resources: ({ member }) => (apart && member?.role === 'secondary' ? [stoodApart()] : []),
  });
  const marking = play({ name: 'marking', roles: [marked] });
  await bench.run(playbook({ name: 'pair', plays: [marking, pairPlay({ note: '2' })] }));
  expect(bench.holders()).toEqual(['two']);
  const before = bench.sent.length;
  const { result, notices } = await bench.run(back, { command: 'rollback' });
  expect(notices.join('\n')).toContain(`web: 172.16.16.12 ${told}`);
  expect([result.errors, notesOf(bench), bench.holders().length]).toEqual([[], ['# 1', '# 1'], 1]);
  expect(bench.sent.slice(before).filter((each) => /undoing|taking|stop/.test(each))).toEqual(expected);
});

it.each([
  ['where it was', ['two'], [], ['one: stop while the holder goes back', 'two: undoing changes']],
  [
    'where it is on the one that was stopped: it is handed over first, and nobody waits for an election',
    ['one'],
    ['two MASTER'],
    ['two: taking the address', 'one: stop while the holder goes back', 'two: undoing changes'],
  ],
])('a reload that was made apart goes back %s', async (_what, holders, moved, expected) => {
  const bench = await provedPair();
  await bench.run(pair({ note: '2' }));
  for (const { journals } of [bench.machines.one, bench.machines.two])
    for (const { log } of journals.values()) log.push((log.pop() ?? '').replace('kept', 'proved'));
  const marked = role({
    name: 'marked',
    resources: ({ host }) => (host.name === 'one' ? [stoodApart('systemctl start keepalived')] : []),
  });
  const marking = play({ name: 'marking', roles: [marked] });
  expect(bench.holders()).toEqual(['two']);
  await bench.run(playbook({ name: 'pair', plays: [marking, pairPlay({ note: '3', action: 'reload' })] }));
  if (!bench.holders().includes(holders[0] ?? '')) takeAddress(bench.machines.one);
  const [sent, moves] = [bench.sent.length, bench.wire.moves.length];
  const { result } = await bench.run(back, { command: 'rollback' });
  expect([result.errors, notesOf(bench), bench.holders()]).toEqual([[], ['# 2', '# 2'], ['two']]);
  expect(bench.wire.moves.slice(moves).filter((each) => each.endsWith('MASTER'))).toEqual(moved);
  const told = bench.sent.slice(sent).filter((each) => /undoing|taking|stop/.test(each));
  expect(told.slice(0, expected.length)).toEqual(expected);
});

/** A pair of which the second run was made apart, and a third one in turn. */
async function pairOfThreeRuns(): Promise<Bench> {
  const bench = await provedPair();
  const marked = role({
    name: 'marked',
    resources: ({ member }) => (member?.role === 'secondary' ? [stoodApart()] : []),
  });
  const marking = play({ name: 'marking', roles: [marked] });
  await bench.run(playbook({ name: 'pair', plays: [marking, pairPlay({ note: '2' })] }));
  await bench.run(pair({ note: '3', action: 'reload' }));
  return bench;
}

it('several runs, of which one was made apart, go back one after the other on all machines', async () => {
  const bench = await pairOfThreeRuns();
  const before = bench.sent.length;
  const seen: string[] = [];
  bench.onProgram = (machine, label) => {
    if (label === 'undoing changes') seen.push(`${machine}: ${notesOf(bench).join()}`);
  };
  const { result } = await bench.run(back, { command: 'rollback' });
  expect([result.errors, notesOf(bench), bench.holders()]).toEqual([[], ['# 1', '# 1'], ['two']]);
  expect(seen).toEqual(['one: # 3,# 3', 'two: # 2,# 3', 'two: # 2,# 2', 'one: # 2,# 1']);
  expect(bench.sent.slice(before).filter((each) => /stop/.test(each))).toEqual([
    'one: stop while the holder goes back',
  ]);
});

it.each([
  [
    'the first machine',
    1,
    ['one: undo 3', 'two: undo 3', 'one: systemctl stop keepalived', 'two: undo 2', 'one: undo 2'],
  ],
  [
    'the holder, of the newest run',
    2,
    ['two: undo 3', 'one: systemctl stop keepalived', 'two: undo 2', 'one: undo 2'],
  ],
  ['the holder, of what was made apart', 3, ['one: systemctl stop keepalived', 'two: undo 2', 'one: undo 2']],
  ['the last machine', 4, ['one: undo 2']],
])(
  'where an undo fails on %s, what is left is told in the order in which it would have gone',
  async (...row) => {
    const [, failing, expected] = row;
    const bench = await pairOfThreeRuns();
    const runs = [...bench.machines.one.journals.keys()];
    let turn = 0;
    bench.onProgram = (machine, label) => {
      if (label !== 'undoing changes') return;
      turn += 1;
      if (turn === failing) bench.machines[machine === 'one' ? 'one' : 'two'].fails.add(`write ${CONFIG}`);
    };
    const { result } = await bench.run(back, { command: 'rollback' });
    expect(result.exitCode).toBe(8);
    const [, ...commands] = (result.errors[0]?.fix ?? '').split('\n');
    const told = commands.map((line) =>
      line.replace(/sh '?(\S+)\/undo\.sh'?$/, (_all, folder: string) => `undo ${runs.indexOf(folder) + 1}`),
    );
    expect(told).toEqual(expected);
  },
);
