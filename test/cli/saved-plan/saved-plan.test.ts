import { chmod, lstat, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import type { Playbook } from '../../../src/api/types.ts';
import { readPlanFile } from '../../../src/cli/saved-plan/plan-file.ts';
import { runAsPlanned } from '../../../src/cli/saved-plan/run-as-planned.ts';
import { runForPlan } from '../../../src/cli/saved-plan/run-for-plan.ts';
import { checkPlan, openPlan } from '../../../src/cli/saved-plan/saved-plan.ts';
import { Redactor, Secret } from '../../../src/core/secret.ts';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { playHosts } from '../../../src/run/check-request.ts';
import { Bench, type BenchRun, INVENTORY, inventory } from '../../bench/bench.ts';
import { pair, site } from '../../bench/playbooks.ts';
import { file } from '../../bench/resources.ts';
import { call, tasks, write } from '../../bench/tasks.ts';
import { value } from '../../connection/outcomes.ts';

let bench: Bench;
let folder: string;
let path: string;
const redactor = new Redactor();
redactor.add(new Secret('hunter22'));

beforeEach(async () => {
  bench = new Bench();
  folder = await mkdtemp(join(tmpdir(), 'havip-plan-'));
  path = join(folder, 'web.plan');
});
afterEach(() => rm(folder, { recursive: true }));

async function planned(book: Playbook, given: Parameters<Bench['request']>[1] = {}) {
  const request = await bench.request(book, given);
  const kinds = havipKinds(request);
  const hosts = [...new Set(book.plays.flatMap((each) => playHosts(request, kinds, each)))];
  return { request, code: [book.name], hosts };
}

/** Makes a plan and keeps it. */
async function plan(book: Playbook, given: Parameters<Bench['request']>[1] = {}): Promise<BenchRun> {
  const run = await planned(book, { ...given, check: true, command: 'plan' });
  return bench.runBy(run.request, (request, deps) =>
    runForPlan(path, run, havipKinds(request), deps, redactor),
  );
}

/** Carries out the plan that is kept. */
async function carryOut(book: Playbook, given: Parameters<Bench['request']>[1] = {}): Promise<BenchRun> {
  const run = await planned(book, given);
  const { saved, request } = value(await openPlan(path, run.request));
  expect(await checkPlan(saved, { ...run, request })).toEqual([]);
  return bench.runBy(request, (whole, deps) =>
    runAsPlanned({ saved, request: whole, hosts: run.hosts }, havipKinds, deps, redactor),
  );
}

const siteSteps = ['nginx', '/etc/nginx/site.conf', 'nginx service'];

describe('a plan that is kept', () => {
  it('is for its owner alone, takes the place of a link, and has typed effects', async () => {
    await writeFile(join(folder, 'other'), 'mine');
    await symlink(join(folder, 'other'), path);
    await plan(pair());
    expect(await readFile(join(folder, 'other'), 'utf8')).toBe('mine');
    expect((await lstat(path)).mode & 0o7777).toBe(0o600);
    const kept = value(await readPlanFile(path));
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
    await plan(book);
    expect(await readFile(path, 'utf8')).not.toMatch(/hunter22|s3same/);
    expect((await carryOut(book)).result.exitCode).toBe(0);
    expect(bench.machines.app1.files.get('/etc/app.conf')).toBe(secret);
  });

  it('is not written where something could not be planned', async () => {
    bench.away.add('app2');
    const { result, notices } = await plan(site());
    expect(result.exitCode).toBe(4);
    expect(notices.join()).toContain('no plan was written');
    await expect(lstat(path)).rejects.toThrow('ENOENT');
  });

  it('that cannot be written is the person’s own mistake', async () => {
    path = '/proc/nowhere/web.plan';
    expect((await plan(site())).codes).toEqual(['usage.unwritable-file']);
    path = join(folder, 'web.plan');
  });
});

describe('--plan', () => {
  it('does what the plan says, on all kinds of units', async () => {
    const book = playbook({ name: 'both', plays: [...pair().plays, ...site().plays] });
    await plan(book);
    const { result, changed } = await carryOut(book);
    expect(result.errors).toEqual([]);
    expect(changed).toMatchObject({
      one: ['keepalived', 'keepalived.conf', 'keepalived service'],
      app3: siteSteps,
    });
    // What was done is not due any more.
    const again = await carryOut(book);
    expect(again.codes.every((code) => code === 'host.drifted')).toBe(true);
    expect(again.changed).toEqual({ one: [], two: [], app1: [], app2: [], app3: [], app4: [] });
  });

  it.each<readonly [string, () => void, string]>([
    [
      'a file is there',
      () => bench.machines.app2.files.set('/etc/nginx/site.conf', 'by hand'),
      'another program',
    ],
    [
      'a step is done',
      () => bench.machines.app2.files.set('/etc/nginx/site.conf', 'site 1'),
      'not due any more',
    ],
    ['a package is there', () => bench.machines.app2.packages.set('nginx', '1.0'), 'not due any more'],
  ])('refuses a host on which %s, names it, and changes the others', async (_name, drift, detail) => {
    await plan(site());
    drift();
    const before = bench.machines.app2.files.get('/etc/nginx/site.conf');
    const { result, changed } = await carryOut(site());
    expect(result.exitCode).toBe(2);
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app2' }]);
    expect(result.errors[0]?.detail).toContain(detail);
    expect(result.hosts.app2).toMatchObject({ failed: 1, changed: 0 });
    expect(changed).toEqual({ app1: siteSteps, app2: [], app3: siteSteps, app4: siteSteps });
    expect(bench.machines.app2.files.get('/etc/nginx/site.conf')).toBe(before);
  });

  it('refuses a host that was in order when the plan was made', async () => {
    await bench.run(site());
    await plan(site());
    bench.machines.app1.files.set('/etc/nginx/site.conf', 'by hand');
    const { result, changed } = await carryOut(site());
    expect(result.errors).toMatchObject([
      { host: 'app1', detail: expect.stringContaining('due and was not') },
    ]);
    expect(changed.app1).toEqual([]);
    expect(bench.machines.app1.files.get('/etc/nginx/site.conf')).toBe('by hand');
  });

  it('refuses a cluster as a whole, for one of its nodes', async () => {
    await plan(pair());
    bench.machines.two.packages.set('keepalived', '1.0');
    const { result, changed } = await carryOut(pair());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'two' }]);
    expect(changed).toEqual({ one: [], two: [] });
    expect(result.clusters.web?.skipped).toContain('not as the plan has it');
    expect(bench.machines.one.packages.size).toBe(0);
  });

  it('refuses a host that does not answer, and changes the others', async () => {
    await plan(site());
    bench.away.add('app4');
    const { result, changed } = await carryOut(site());
    expect([result.exitCode, result.hosts.app4?.unreachable]).toEqual([4, true]);
    expect(changed.app3).toEqual(siteSteps);
  });

  it('changes nothing that changed while the plan was compared, and puts nothing in its place', async () => {
    await plan(site());
    let connects = 0;
    bench.trace = ({ host, activity }) => {
      // The first time it is looked at, the second time it is changed.
      if (host === 'app1' && activity === 'connecting') connects += 1;
      if (connects === 2) bench.machines.app1.files.set('/etc/nginx/site.conf', 'by hand');
    };
    const { result, changed } = await carryOut(site());
    expect(result.errors).toMatchObject([{ code: 'host.not-planned', host: 'app1' }]);
    expect(bench.machines.app1.files.get('/etc/nginx/site.conf')).toBe('by hand');
    expect(changed.app2).toEqual(siteSteps);
  });

  it('keeps tags and limit of the plan', async () => {
    const limit = new Set(['app1', 'app2']);
    await plan(site(), { limit, selection: { tags: ['site'], skipTags: [] } }).catch(() => undefined);
    await plan(site(), { limit });
    const run = await planned(site());
    const opened = value(await openPlan(path, run.request));
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
    await plan(book);
    expect((await carryOut(book)).result.errors).toEqual([]);
    expect(bench.machines.app1.calls).toEqual(['migrate']);
    bench.machines.app1.files.delete('/a');
    await plan(book);
    answer = 'new';
    const { result } = await carryOut(book);
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app1' }]);
    expect(bench.machines.app1.files.has('/b')).toBe(false);
  });
});

describe('a plan is outdated', () => {
  const check = async (book: Playbook, text?: string, code = [book.name]) => {
    const given = text === undefined ? {} : { inventory: await inventory(text) };
    const run = await planned(book, given);
    const { saved, request } = value(await openPlan(path, run.request));
    const found = await checkPlan(saved, { ...run, request, code });
    return found.map(({ code: is, summary }) => `${is}: ${summary}`);
  };

  it.each([
    [
      'a variable of a host',
      'app1: { ansible_host: 172.16.16.21 }',
      'app1: { ansible_host: 172.16.16.21, a: 1 }',
    ],
    ['where a host is', 'ansible_host: 172.16.16.23', 'ansible_host: 172.16.16.33'],
    ['a secret', 'apps:', 'apps:\n      vars: { db_password: hunter22 }'],
    ['a cluster’s settings', 'virtual_router_id: 51', 'virtual_router_id: 52'],
  ])('by a change of the inventory: %s', async (_name, from, to) => {
    const book = playbook({ name: 'both', plays: [...pair().plays, ...site().plays] });
    await plan(book);
    expect(await check(book)).toEqual([]);
    expect(await check(book, INVENTORY.replace(from, to))).toEqual([
      'usage.plan-outdated: the inventory says something else of these hosts than when the plan was made',
    ]);
  });

  it('by a change of the playbook, or another playbook', async () => {
    await plan(site());
    expect(await check(site(), undefined, ['changed'])).toEqual([
      'usage.plan-outdated: the playbook site is another one than when the plan was made',
    ]);
    expect((await check(pair())).join()).toContain('the playbook site is another one');
  });

  it('by another release', async () => {
    await plan(site());
    await chmod(path, 0o600);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/"version": "[^"]*"/, '"version": "0.0.1"'));
    expect((await check(site())).join()).toContain('havip-deploy 0.0.1 made the plan');
  });
});

describe('a file that is no plan', () => {
  it.each([
    ['not there', undefined, 'usage.plan-not-read'],
    ['empty', '', 'usage.no-plan'],
    ['no JSON', 'hello', 'usage.no-plan'],
    ['other JSON', '{"hosts": []}', 'usage.no-plan'],
    ['of another format', '{"format": "havip-deploy plan 2"}', 'usage.no-plan'],
    ['a list', '[]', 'usage.no-plan'],
  ])('%s is the person’s own mistake', async (_name, text, code) => {
    if (text !== undefined) await writeFile(path, text);
    const read = await readPlanFile(path);
    expect(read.ok ? [] : read.problems.map((problem) => problem.code)).toEqual([code]);
  });
});
