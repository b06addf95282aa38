import { beforeEach, describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../src/core/problem.ts';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { prove } from '../../../src/havip/plays.ts';
import { runPlaybook } from '../../../src/run/run-playbook.ts';
import { report } from '../../../src/run/unit/unit.ts';
import { Bench } from '../../bench/bench.ts';
import { CONFIG, pair, pairPlay } from '../../bench/playbooks.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  const { result } = await bench.run(pair());
  expect(result.errors).toEqual([]);
});

/** Changes the pair, and then its proof comes to these problems. */
async function changeWith(codes: readonly ProblemCode[], meanwhile = () => {}) {
  const request = await bench.request({
    ...pair({ note: '2' }),
    plays: [pairPlay({ note: '2' }), prove({ name: 'failover' })],
  });
  const kinds = havipKinds(request);
  return bench.runBy(request, (whole, deps) =>
    runPlaybook(
      whole,
      {
        ...kinds,
        plays: {
          ...kinds.plays,
          prove: {
            run: async (run) => {
              meanwhile();
              for (const code of codes) report(run, { code, summary: 'what was measured' });
              return codes.length === 0;
            },
          },
        },
      },
      deps,
    ),
  );
}

const notes = () =>
  (['one', 'two'] as const).map((name) => bench.machines[name].files.get(CONFIG)?.slice(0, 3));
const MADE = ['# 2', '# 2'];
const UNDONE = ['# 1', '# 1'];

describe('a change whose proof', () => {
  it.each<[string, readonly ProblemCode[], readonly string[], number]>([
    ['went well stays', [], MADE, 0],
    ['could not be measured stays, and is not called proved', ['verify.prober-stood-still'], MADE, 3],
    ['was not all seen stays, and is not called proved', ['verify.node-unheard'], MADE, 3],
    ['failed is undone', ['verify.slow-takeover'], UNDONE, 3],
    [
      'failed, and could not all be measured, is undone',
      ['verify.prober-stood-still', 'verify.no-takeover'],
      UNDONE,
      3,
    ],
    [
      'could not be measured and was refused by the cloud stays',
      ['verify.prober-stood-still', 'cloud.refused'],
      MADE,
      2,
    ],
  ])('%s', async (_what, codes, left, exitCode) => {
    const { result, notices } = await changeWith(codes);
    expect([notes(), result.exitCode]).toEqual([left, exitCode]);
    expect(notices.some((text) => text.includes('nothing is undone: it stands as it should'))).toBe(
      left === MADE && codes.some((code) => code !== 'cloud.refused'),
    );
    expect(result.errors.some(({ code }) => code === 'verify.rolled-back')).toBe(left === UNDONE);
  });

  it('could not be measured is undone where the pair does not stand as it should', async () => {
    const { result } = await changeWith(['verify.prober-stood-still'], () => {
      for (const name of ['one', 'two'] as const) bench.machines[name].holds = true;
    });
    expect([notes(), result.errors.map(({ code }) => code)]).toEqual([
      UNDONE,
      expect.arrayContaining(['verify.prober-stood-still', 'verify.two-holders', 'verify.rolled-back']),
    ]);
  });
});
