import { lstat, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import type { Play } from '../../../src/api/types.ts';
import { readPlanFile } from '../../../src/cli/saved-plan/plan-file.ts';
import { openPlan } from '../../../src/cli/saved-plan/saved-plan.ts';
import { pair, site, sitePlay } from '../../bench/playbooks.ts';
import { file } from '../../bench/resources.ts';
import { call, tasks, write } from '../../bench/tasks.ts';
import { value } from '../../connection/outcomes.ts';
import { Planner } from './planner.ts';

let planner: Planner;

beforeEach(async () => {
  planner = await Planner.make();
});
afterEach(() => planner.close());

const siteSteps = ['nginx', '/etc/nginx/site.conf', 'nginx service'];

describe('a plan that is kept', () => {
  it('is for its owner alone, takes the place of a link, and has typed effects', async () => {
    await writeFile(join(planner.folder, 'other'), 'mine');
    await symlink(join(planner.folder, 'other'), planner.path);
    await planner.plan(pair());
    expect(await readFile(join(planner.folder, 'other'), 'utf8')).toBe('mine');
    expect((await lstat(planner.path)).mode & 0o7777).toBe(0o600);
    const kept = value(await readPlanFile(planner.path));
    expect(kept).toMatchObject({ playbook: { name: 'pair' }, options: { limit: null } });
    expect(Object.keys(kept.plan.hosts)).toEqual(['one', 'two']);
    const effects = kept.plan.hosts.one?.steps.flatMap((step) => step.effects ?? []);
    expect(effects).toContainEqual({ kind: 'start', service: 'keepalived' });
    expect(kept.plan.clusters.web?.effect?.kind).toBe('start');
  });

  it.each([
    ['a secret of the inventory', 'hunter22'],
    ['what looks like a secret', 'api_token: s3same'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\ns3same\n-----END PRIVATE KEY-----'],
  ])('holds nothing of %s', async (_name, secret) => {
    const own = { ...file('/etc/app.conf', secret), name: `write ${secret}` };
    const shown = {
      ...own,
      plan: (context: Parameters<typeof own.plan>[0]) => {
        const change = own.plan(context);
        return change.state === 'change' ? { ...change, diff: `+${secret}`, reason: secret } : change;
      },
    };
    const book = playbook({
      name: 'app',
      plays: [play({ name: 'app', hosts: 'app1', tasks: () => [shown] })],
    });
    await planner.plan(book);
    expect(await readFile(planner.path, 'utf8')).not.toMatch(/hunter22|s3same/);
    expect((await planner.carryOut(book)).result.exitCode).toBe(0);
    expect(planner.bench.machines.app1.files.get('/etc/app.conf')).toBe(secret);
  });

  it('is not written where something could not be planned', async () => {
    planner.bench.away.add('app2');
    const { result, notices } = await planner.plan(site());
    expect(result.exitCode).toBe(4);
    expect(notices.join()).toContain('no plan was written');
    await expect(lstat(planner.path)).rejects.toThrow('ENOENT');
  });

  it('that cannot be written is the person’s own mistake', async () => {
    planner.path = '/proc/nowhere/web.plan';
    expect((await planner.plan(site())).codes).toEqual(['usage.unwritable-file']);
    planner.path = join(planner.folder, 'web.plan');
  });
});

describe('--plan', () => {
  it('does what the plan says, on all kinds of units', async () => {
    const book = playbook({ name: 'both', plays: [...pair().plays, ...site().plays] });
    await planner.plan(book);
    const { result, changed } = await planner.carryOut(book);
    expect(result.errors).toEqual([]);
    expect(changed).toMatchObject({
      one: ['keepalived', 'keepalived.conf', 'keepalived service'],
      app3: siteSteps,
    });
    // What was done is not due any more.
    const again = await planner.carryOut(book);
    expect(again.codes.every((code) => code === 'host.drifted')).toBe(true);
    const told = again.result.errors.filter(({ host }) => host === 'app3').map(({ detail }) => detail);
    expect(told).toEqual([expect.stringContaining('Nothing of the plan is due any more')]);
    expect(again.changed).toEqual({ one: [], two: [], app1: [], app2: [], app3: [], app4: [] });
  });

  it.each<readonly [string, () => void, string]>([
    [
      'a file is there',
      () => planner.bench.machines.app2.files.set('/etc/nginx/site.conf', 'by hand'),
      'another program',
    ],
    [
      'a step is done',
      () => planner.bench.machines.app2.files.set('/etc/nginx/site.conf', 'site 1'),
      'not due any more',
    ],
    [
      'a package is there',
      () => planner.bench.machines.app2.packages.set('nginx', '1.0'),
      'not due any more',
    ],
  ])('refuses a host on which %s, names it, and changes the others', async (_name, drift, detail) => {
    await planner.plan(site());
    drift();
    const before = planner.bench.machines.app2.files.get('/etc/nginx/site.conf');
    const { result, changed } = await planner.carryOut(site());
    expect(result.exitCode).toBe(2);
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app2' }]);
    expect(result.errors[0]?.detail).toContain(detail);
    expect(result.hosts.app2).toMatchObject({ failed: 1, changed: 0 });
    expect(changed).toEqual({ app1: siteSteps, app2: [], app3: siteSteps, app4: siteSteps });
    expect(planner.bench.machines.app2.files.get('/etc/nginx/site.conf')).toBe(before);
  });

  it('refuses a host that was in order when the plan was made', async () => {
    await planner.bench.run(site());
    await planner.plan(site());
    planner.bench.machines.app1.files.set('/etc/nginx/site.conf', 'by hand');
    const { result, changed } = await planner.carryOut(site());
    expect(result.errors).toMatchObject([
      { host: 'app1', detail: expect.stringContaining('due and was not') },
    ]);
    expect(changed.app1).toEqual([]);
    expect(planner.bench.machines.app1.files.get('/etc/nginx/site.conf')).toBe('by hand');
  });

  it('refuses a cluster as a whole, for one of its nodes', async () => {
    await planner.plan(pair());
    planner.bench.machines.two.packages.set('keepalived', '1.0');
    const { result, changed } = await planner.carryOut(pair());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'two' }]);
    expect(changed).toEqual({ one: [], two: [] });
    expect(result.clusters.web?.skipped).toContain('not as the plan has it');
    // It is told as a run, and not as a plan.
    expect(result.clusters.web).not.toHaveProperty('effect');
    expect(planner.bench.machines.one.packages.size).toBe(0);
  });

  it('refuses a host that does not answer, and changes the others', async () => {
    await planner.plan(site());
    planner.bench.away.add('app4');
    const { result, changed } = await planner.carryOut(site());
    expect([result.exitCode, result.hosts.app4?.unreachable]).toEqual([4, true]);
    expect(changed.app3).toEqual(siteSteps);
  });

  it.each<readonly [string, Partial<Play>, string[], string[]]>([
    ['by default', {}, ['connection.refused'], siteSteps],
    ['in batches', { serial: 1 }, ['connection.refused'], siteSteps],
    ['with few failures allowed', { serial: 1, maxFailures: 1 }, ['connection.refused'], siteSteps],
    [
      'with no failure allowed',
      { serial: 1, maxFailures: 0 },
      ['connection.refused', 'host.too-many-refused'],
      [],
    ],
    ['with errors fatal', { anyErrorsFatal: true }, ['connection.refused', 'host.too-many-refused'], []],
  ])('counts who does not answer among the failures of a play, %s', async (_name, more, codes, done) => {
    const rolling = () => playbook({ name: 'rolling', plays: [{ ...sitePlay(), ...more }] });
    await planner.plan(rolling());
    planner.bench.away.add('app2');
    const run = await planner.carryOut(rolling());
    expect(run.codes).toEqual(codes);
    expect([run.changed.app1, run.changed.app2, run.changed.app4]).toEqual([done, [], done]);
  });

  it('connects to each host once', async () => {
    await planner.plan(site());
    const connects: string[] = [];
    planner.bench.trace = ({ kind, host, activity }) => {
      if (kind === 'done' && activity === 'connecting') connects.push(host);
    };
    expect((await planner.carryOut(site())).result.errors).toEqual([]);
    expect(connects.toSorted()).toEqual(['app1', 'app2', 'app3', 'app4']);
  });

  it('connects anew where the session was lost in between', async () => {
    await planner.plan(site());
    const { bench } = planner;
    let connects = 0;
    bench.trace = ({ kind, host, activity }) => {
      if (host === 'app1' && activity === 'connecting' && kind === 'done') connects += 1;
      // The session is lost, and the machine is there again right after.
      if (host === 'app1' && kind === 'sent' && activity.includes('still there')) bench.away.add('app1');
      if (host === 'app1' && kind === 'failed') bench.away.delete('app1');
    };
    const { result } = await planner.carryOut(site());
    expect([result.exitCode, connects]).toEqual([0, 2]);
  });

  it('changes nothing that changed while the plan was compared, and puts nothing in its place', async () => {
    await planner.plan(site());
    planner.bench.onProgram = (machine, label) => {
      if (machine === 'app1' && label.includes('still there'))
        planner.bench.machines.app1.files.set('/etc/nginx/site.conf', 'by hand');
    };
    const { result, changed } = await planner.carryOut(site());
    expect(result.errors).toMatchObject([{ code: 'host.not-planned', host: 'app1' }]);
    expect(planner.bench.machines.app1.files.get('/etc/nginx/site.conf')).toBe('by hand');
    expect(changed.app2).toEqual(siteSteps);
  });

  it('keeps tags and limit of the plan', async () => {
    const limit = new Set(['app1', 'app2']);
    await planner.plan(site(), { limit, selection: { tags: ['site'], skipTags: [] } }).catch(() => undefined);
    await planner.plan(site(), { limit });
    const run = await planner.request(site());
    const opened = value(await openPlan(planner.path, run.request));
    expect([...(opened.request.limit ?? [])]).toEqual(['app1', 'app2']);
  });

  it('carries out steps in sequence that are in the plan, and stops before one that is not', async () => {
    let answer = 'old';
    const book = tasks(
      function* () {
        yield write('/a', '1');
        yield* call('migrate');
        if (answer === 'new') yield write('/b', '1');
      },
      { hosts: 'app1' },
    );
    await planner.plan(book);
    expect((await planner.carryOut(book)).result.errors).toEqual([]);
    expect(planner.bench.machines.app1.calls).toEqual(['migrate']);
    planner.bench.machines.app1.files.delete('/a');
    await planner.plan(book);
    answer = 'new';
    const { result } = await planner.carryOut(book);
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app1' }]);
    expect(planner.bench.machines.app1.files.has('/b')).toBe(false);
  });
});
