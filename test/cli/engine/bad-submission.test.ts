import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from '../support/in-process.ts';

let bench: Bench;
let inventory: string;
beforeAll(async () => {
  bench = await startBench();
  inventory = await bench.write('inventory.yaml', inventoryText(bench.port));
});
afterAll(() => bench.close());

/** Nobody listens there. */
const NOWHERE = 'postgres://ann:pg-s3cret@127.0.0.1:1/rollouts';

async function problemOf(words: readonly string[], environment: Record<string, string> = {}) {
  const { code, out, err } = await command([...words, '--json'], { environment });
  expect(bench.connects()).toBe(0);
  expect(out + err).not.toContain('s3cret');
  const { errors, exitCode } = JSON.parse(out) as {
    errors: { code: string; summary: string }[];
    exitCode: number;
  };
  expect(exitCode).toBe(code);
  return { code, errors };
}

/** What is given with `up INVENTORY --engine URL`, and what is said of it. */
const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [['--check'], '--check cannot be given with --engine'],
  [['--check', '--log', '/nonexistent'], '--check and --log cannot be given'],
  [['-k'], '--ask-pass cannot be given with --engine: nobody can be asked on a worker'],
  [['-K'], '--ask-become-pass cannot be given'],
  [['--waves', '1,100%', '--resume', 'x'], '--resume cannot be given'],
];

describe('a rollout that cannot be submitted is told before anything is contacted', () => {
  it.each(REFUSED)('with %j', async (words, summary) => {
    const { code, errors } = await problemOf(['up', inventory, '--engine', NOWHERE, ...words], {});
    expect({ code, summary: errors[0]?.summary }).toEqual({
      code: 5,
      summary: expect.stringContaining(summary),
    });
  });

  it('with a secret in clear, at its place', async () => {
    const text = inventoryText(bench.port).replace('vars:', 'vars:\n    ansible_password: Tr0ub4dor');
    const plain = await bench.write('plain.yaml', text);
    const { out, err, code } = await command(['up', plain, '--engine', NOWHERE]);
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toMatch(/usage\.secret-in-clear[\s\S]*plain\.yaml:3:23/);
    expect(err).not.toContain('Tr0ub4dor');
  });

  it('with a secret on the command line', async () => {
    const { code, errors } = await problemOf([
      'up',
      inventory,
      '--engine',
      NOWHERE,
      '-e',
      'db_password=s3cret-x',
    ]);
    expect({ code, errors }).toMatchObject({
      code: 5,
      errors: [{ code: 'usage.secret-in-clear', summary: expect.stringContaining('the command line') }],
    });
  });

  it.each([
    ['no URL', ['--engine'], {}, 'usage.no-engine', 5],
    ['none of a PostgreSQL', ['--engine', 'mysql://ann:pg-s3cret@x/y'], {}, 'usage.engine-url', 5],
    [
      'the same from the environment',
      ['--engine'],
      { HAVIP_DEPLOY_ENGINE: 'pg-s3cret' },
      'usage.engine-url',
      5,
    ],
    ['a server that does not answer', ['--engine', NOWHERE], {}, 'connection.engine-unreachable', 4],
  ])('with %s', async (_name, words, environment, expected, exitCode) => {
    const { code, errors } = await problemOf(['up', inventory, ...words], environment);
    expect({ code, problem: errors[0]?.code }).toEqual({ code: exitCode, problem: expected });
  });

  it.each(['list', 'show x', 'attach x', 'pause x', 'approve x'])('rollout %s', async (words) => {
    const { code, errors } = await problemOf(['rollout', ...words.split(' '), '--engine', NOWHERE]);
    expect({ code, problem: errors[0]?.code }).toEqual({ code: 4, problem: 'connection.engine-unreachable' });
  });

  it('and a worker ends with the same', async () => {
    const { code, err } = await command(['worker', '--engine', NOWHERE]);
    expect(code).toBe(4);
    expect(err).toContain('connection.engine-unreachable');
    expect(err).not.toContain('s3cret');
  });
});
