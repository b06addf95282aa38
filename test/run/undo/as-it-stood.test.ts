import { expect, it } from 'vitest';
import { playbook, rollback } from '../../../src/api/define.ts';
import { Bench, type Name } from '../../bench/bench.ts';
import { CONFIG, pair } from '../../bench/playbooks.ts';

const back = playbook({ name: 'back', plays: [rollback({ name: 'back' })] });

const PAIR = ['one', 'two'] as const;

/** A pair on which somebody has stopped keepalived where the case says so, and which was then changed. */
async function changed(stopped: readonly Name[]): Promise<Bench> {
  const bench = new Bench();
  await bench.run(pair());
  for (const name of PAIR) {
    const { journals } = bench.machines[name];
    for (const { log } of journals.values()) log.push((log.pop() ?? '').replace('kept', 'proved'));
  }
  for (const name of stopped) {
    const machine = bench.machines[name];
    machine.service('keepalived').active = false;
    bench.wire.speakers.delete(machine);
    machine.vrrp = undefined;
    machine.holds = false;
  }
  const { result } = await bench.run(pair({ note: '2' }));
  expect(result.errors).toEqual([]);
  return bench;
}

const runs = ({ machines }: Bench) => PAIR.filter((name) => machines[name].service('keepalived').active);
const notes = ({ machines }: Bench) => PAIR.map((name) => machines[name].files.get(CONFIG)?.slice(0, 3));

const OLD = ['# 1', '# 1'];
const NEW = ['# 2', '# 2'];

/** Who did not run before the change, what is in the way after it; what comes of its rollback, and who runs then. */
const CASES: readonly (readonly [
  string,
  readonly Name[],
  (bench: Bench) => void,
  readonly string[],
  readonly string[],
  readonly Name[],
])[] = [
  ['both ran', [], () => undefined, [], OLD, ['one', 'two']],
  ['the secondary did not run', ['two'], () => undefined, [], OLD, ['one']],
  ['the primary did not run', ['one'], () => undefined, [], OLD, ['two']],
  ['none ran', ['one', 'two'], () => undefined, ['host.rollback-to-bare'], NEW, ['one', 'two']],
  [
    'both ran, and one is in FAULT once it is back',
    [],
    (bench) => {
      bench.onProgram = (_machine, label) => {
        const isDone = bench.sent.filter((each) => each.endsWith('undoing changes')).length === 2;
        if (isDone && label === 'reading facts') bench.machines.one.vrrp = 'FAULT';
      };
    },
    ['verify.unhealthy'],
    OLD,
    ['one', 'two'],
  ],
  [
    'both ran, and one does not start again',
    [],
    ({ machines }) => void machines.two.fails.add('start keepalived'),
    ['rollback.failed'],
    OLD,
    ['one'],
  ],
];

it.each(CASES)('a rollback where %s', async (_name, stopped, meddle, codes, files, running) => {
  const bench = await changed(stopped);
  meddle(bench);
  const { result } = await bench.run(back, { command: 'rollback' });
  expect([result.errors.map(({ code }) => code), notes(bench), runs(bench)]).toEqual([codes, files, running]);
});
