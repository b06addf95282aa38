import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { type CliResult, cli } from './support/cli.ts';
import { type HavipVariables, inventoryWith, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { ADVERT_MS } from './support/one-move.ts';
import { type Watched, watching } from './support/watch.ts';

/** What changes with which, each on top of the one before. */
const SETTINGS = {
  password: { auth_pass: 'first-pw' },
  another: { auth_pass: 'secondpw' },
  slow: { auth_pass: 'secondpw', advert_int: 2 },
  router: { auth_pass: 'secondpw', advert_int: 2, virtual_router_id: 52 },
  fast: { profile: 'fast', virtual_router_id: 52 },
} as const satisfies Record<string, HavipVariables>;

/**
 * Changes that both nodes must make together: the standby is stopped, the holder changes, the standby comes
 * back. Nobody else can take the address meanwhile, so it stays, and where the holder has to start again, it
 * is away for a stop and a whole master-down time.
 */
describe('a change that nodes must agree on', () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };
  const change = async (name: keyof typeof SETTINGS) => {
    const inventory = await inventoryWith(machines(), `${name}.yaml`, SETTINGS[name]);
    const plan = await cli(['plan', inventory, '--json']);
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    expect(up.result, up.result.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    expect(up.result.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true });
    return { ...up, inventory, effect: plan.document.clusters.web?.effect };
  };

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-handover', yum: ['2.2.7'] });
    expect(await cli(['up', lab.inventoryFile])).toMatchObject({ code: 0 });
  });
  afterAll(() => removeLab(lab));

  it.each(
    sampleOf(1, [
      ['a password where there was none', 'password'],
      ['another password', 'another'],
      ['the advert interval', 'slow'],
    ] as const),
  )('%s: a reload, and the holder serves all the time', async (_name, settings) => {
    const up = await change(settings);
    expect(up.effect).toEqual({ kind: 'reload', standbysStopped: [SECONDARY] });
    expect({ moves: up.moves, bothMs: up.bothMs, noneMs: up.noneMs }).toEqual({
      moves: [],
      bothMs: 0,
      noneMs: 0,
    });
    expect(up.lost).toBeLessThanOrEqual(1);
  });

  longIt(
    'the router id, with adverts every 2 s: away for a moment, as the plan says, and not for 7 s',
    async () => {
      const up = await change('router');
      expect(up.effect).toMatchObject({ kind: 'move' });
      expect(up.effect).not.toHaveProperty('limitSeconds');
      expectAwayForAMoment(up);
    },
  );

  longIt('the profile: another version of VRRP by a reload', async () => {
    const up = await change('fast');
    expect(up.effect).toMatchObject({ kind: 'reload' });
    expect({ code: up.result.code, moves: up.moves, bothMs: up.bothMs }).toEqual({
      code: 0,
      moves: [],
      bothMs: 0,
    });
    expect(up.lost).toBeLessThanOrEqual(1);
    const again = await cli(['up', up.inventory, '--json']);
    expect(again.document.hosts[PRIMARY]).toMatchObject({ changed: 0, roundTrips: 1 });
  });
});

/** The holder was without the address once, for less than any election takes, and nobody had it with him. */
function expectAwayForAMoment(up: Watched<CliResult>): void {
  expect(up.moves).toEqual([PRIMARY]);
  expect(up.bothMs).toBeLessThanOrEqual(ADVERT_MS);
  expect(up.noneMs).toBeLessThan(700);
  expect(up.longestGapMs).toBeLessThan(1000);
  const drills = up.result.document.clusters.web?.drills ?? [];
  expect(drills).toMatchObject([{ scenario: 'handover', from: PRIMARY, to: PRIMARY, passed: true }]);
}
