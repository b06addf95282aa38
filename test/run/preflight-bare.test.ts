import { beforeEach, describe, expect, it } from 'vitest';
import { play, playbook, role } from '../../src/api/define.ts';
import type { HavipRequest } from '../../src/havip/request.ts';
import type { Fact } from '../../src/resources/fact.ts';
import { Bench } from '../bench/bench.ts';
import { benchLine, runScript } from '../bench/double/scripts.ts';
import { file } from '../bench/resources.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
  // The address is held, so that a change of something else is no fault.
  for (const name of ['one', 'two'] as const) runScript(bench.machines[name], 'systemctl start keepalived');
});

const said = (text: string): Fact<string> => ({
  id: `said:${text}`,
  program: benchLine({ do: 'say', text: `<${text}>` }),
  parse: (output) => output.trim(),
});

/** Whether something is on a machine, by which it is no bare one. */
const mark: Fact<boolean> = {
  id: 'mark',
  program: '#bench file /mark',
  parse: (output) => output.includes('='),
};

/** What is not there is no fact that cannot be read. */
const NONE: Fact<string | undefined> = { id: 'none', program: '#bench file /none', parse: () => undefined };

/** A role on a pair, of which a machine knows by itself whether it is bare. */
function deploying(finds: boolean, knowing: boolean) {
  const written = file('/a', '1');
  const offer = { ...said('offer'), forChange: true, lasting: true } as const;
  const problem = { code: 'host.disk-full', summary: 'full', fix: 'Make room.' } as const;
  const disk = role({
    name: 'disk',
    facts: () => [mark, NONE, said('first')],
    preflight: {
      facts: () => [said('cheap')],
      closer: () => [said('dear')],
      ahead: {
        facts: [mark, NONE],
        allows: (facts) => !facts.get(mark),
        ...(knowing && { bare: '[ ! -e /mark ]', sure: () => [offer] }),
      },
      judge: () => (finds ? [{ severity: 'error', problem }] : []),
    },
    resources: () => [{ ...written, facts: [...written.facts, offer] }],
  });
  return playbook({ name: 'disk', plays: [play({ name: 'disk', hosts: 'web', roles: [disk] })] });
}

interface Case {
  readonly more?: Partial<HavipRequest>;
  readonly marked?: readonly ('one' | 'two')[];
  readonly finds?: boolean;
  readonly knowing?: boolean;
  readonly locked?: boolean;
}

/** What the first machine has answered before the first change, program by program, and what became of the run. */
async function answers({ more, marked = [], finds = false, knowing = true, locked = false }: Case) {
  for (const name of marked) bench.machines[name].files.set('/mark', '');
  if (locked) bench.lock('two');
  const seen: string[][] = [];
  bench.trace = (traced) => {
    if (traced.kind !== 'answered' || traced.host !== 'one' || files().some(Boolean)) return;
    const words = ['result=taken', '<first>', '<cheap>', '<dear>', '<offer>'];
    const told = words.filter((word) => traced.stdout.includes(word));
    if (told.length > 0) seen.push(told.map((word) => word.replace(/result=|[<>]/g, '')));
  };
  const { codes } = await bench.run(deploying(finds, knowing), more);
  return { seen: seen.map((each) => each.join(' ')).sort(), codes: [...new Set(codes)] };
}

const leases = () => [bench.machines.one.lease, bench.machines.two.lease];
const files = () => [bench.machines.one.files.get('/a'), bench.machines.two.files.get('/a')];

describe('machines that know that they are bare', () => {
  it('are read once, under the lease, beside the closer look and what the plan is sure to ask', async () => {
    const { seen, codes } = await answers({});
    expect([seen, codes]).toEqual([['dear', 'offer', 'taken first cheap'], []]);
    expect([files(), leases()]).toEqual([
      ['1', '1'],
      [undefined, undefined],
    ]);
  });

  it.each([
    ['where the role does not say how', { knowing: false }, []],
    ['where neither is bare', { marked: ['one', 'two'] }, []],
    ['where the other one is not', { marked: ['two'] }, []],
    ['where a person is asked before each step', { more: { step: true } }, []],
    ['for a check', { more: { check: true } }, []],
  ] as const)('are otherwise read before there is a lease: %s', async (_where, given, problems) => {
    const { seen, codes } = await answers(given);
    expect(seen).toContain('first cheap');
    expect(codes).toEqual(problems);
    const isMade = !('more' in given && 'check' in given.more);
    expect([files(), leases()]).toEqual([
      isMade ? ['1', '1'] : [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it.each([
    ['the look has found what stops the run', { finds: true }, ['host.disk-full']],
    ['another run is at work', { locked: true }, ['lock.held']],
  ] as const)('are left as they were where %s', async (_what, given, problems) => {
    const { codes } = await answers(given);
    expect([codes, files(), leases()[0]]).toEqual([problems, [undefined, undefined], undefined]);
  });
});
