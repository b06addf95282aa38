import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playbook } from '../../../src/api/define.ts';
import type { Playbook } from '../../../src/api/types.ts';
import { checkPlanPlace, readPlanFile, writePlanFile } from '../../../src/cli/saved-plan/plan-file.ts';
import { checkPlan, openPlan } from '../../../src/cli/saved-plan/saved-plan.ts';
import { INVENTORY, inventory } from '../../bench/bench.ts';
import { pair, site } from '../../bench/playbooks.ts';
import { value } from '../../connection/outcomes.ts';
import { Planner } from './planner.ts';

let planner: Planner;

beforeEach(async () => {
  planner = await Planner.make();
});
afterEach(() => planner.close());

describe('a plan is outdated', () => {
  const check = async (book: Playbook, text?: string, code = [book.name]) => {
    const given = text === undefined ? {} : { inventory: await inventory(text) };
    const run = await planner.request(book, given);
    const { saved, request } = value(await openPlan(planner.path, run.request));
    const found = await checkPlan(saved, { ...run, request, code });
    return found.map(({ code: is, summary, detail = '' }) => [
      `${is}: ${summary}`,
      detail.split(' Options')[0],
    ]);
  };

  it.each([
    [
      'a variable of a host',
      'app1: { ansible_host: 172.16.16.21 }',
      'app1: { ansible_host: 172.16.16.21, a: 1 }',
      'app1: a is new.',
    ],
    [
      'where a host is',
      'ansible_host: 172.16.16.23',
      'ansible_host: 172.16.16.33',
      'app3: ansible_host differs.',
    ],
    [
      'a secret of several',
      'apps:',
      'apps:\n      vars: { db_password: hunter22 }',
      'app1: db_password is new. app2: db_password is new. app3: db_password is new. app4: db_password is new.',
    ],
    [
      'a cluster’s settings',
      'virtual_router_id: 51',
      'virtual_router_id: 52',
      'cluster web: havip.virtual_router_id differs.',
    ],
  ])('by a change of the inventory: %s', async (_name, from, to, told) => {
    const book = playbook({ name: 'both', plays: [...pair().plays, ...site().plays] });
    await planner.plan(book);
    expect(await check(book)).toEqual([]);
    expect(await check(book, INVENTORY.replace(from, to))).toEqual([
      [
        'usage.plan-outdated: the inventory says something else of these hosts than when the plan was made',
        told,
      ],
    ]);
  });

  it('by a change of the playbook, or another playbook', async () => {
    await planner.plan(site());
    expect(await check(site(), undefined, ['changed'])).toEqual([
      [
        'usage.plan-outdated: the playbook site is another one than when the plan was made',
        'Nothing was contacted.',
      ],
    ]);
    expect((await check(pair())).join()).toContain('the playbook site is another one');
  });

  it('by another release', async () => {
    await planner.plan(site());
    await writePlanFile(planner.path, { ...value(await readPlanFile(planner.path)), version: '0.0.1' });
    expect((await check(site())).join()).toContain('havip-deploy 0.0.1 made the plan');
  });
});

describe('a plan that was edited', () => {
  it.each<readonly [string, (text: string) => string, string]>([
    ['a step less', (text) => text.replace('"nginx service"', '"nothing"'), 'usage.plan-edited'],
    ['another limit', (text) => text.replace('"limit": null', '"limit": ["app1"]'), 'usage.plan-edited'],
    [
      'no preflight',
      (text) => text.replace('"skipPreflight": false', '"skipPreflight": true'),
      'usage.plan-edited',
    ],
    ['other masks', (text) => text.replace('content differs', 'nothing much'), 'usage.plan-edited'],
    ['an end that is missing', (text) => text.slice(0, -200), 'usage.no-plan'],
    ['no checksum', (text) => text.replace(/,\s*"checksum": "\w+"/, ''), 'usage.no-plan'],
    ['something more', (text) => text.replace('{', '{ "more": 1,'), 'usage.no-plan'],
  ])('with %s is the person’s own mistake', async (_name, edit, code) => {
    await planner.plan(site());
    const text = await readFile(planner.path, 'utf8');
    expect(edit(text)).not.toBe(text);
    await writeFile(planner.path, edit(text));
    const read = await readPlanFile(planner.path);
    expect(read.ok ? [] : read.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('so that it says other steps with a checksum of its own refuses the host', async () => {
    await planner.plan(site());
    const saved = value(await readPlanFile(planner.path));
    const { app1 } = saved.plan.hosts;
    const hosts = { ...saved.plan.hosts, app1: { digest: app1?.digest ?? '', steps: [] } };
    await writePlanFile(planner.path, { ...saved, plan: { ...saved.plan, hosts } });
    const { result, changed } = await planner.carryOut(site());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app1' }]);
    expect(changed.app1).toEqual([]);
  });
});

describe('a place for a plan', () => {
  it.each<readonly [string, (path: string) => Promise<string>, string[]]>([
    ['a new file', async (path) => path, []],
    ['in a new folder', async (path) => join(path, 'in', 'web.plan'), []],
    ['an older plan', async (path) => planner.plan(site()).then(() => path), []],
    ['an empty file', async (path) => writeFile(path, '').then(() => path), []],
    ['the inventory', async (path) => writeFile(path, 'all: {}').then(() => path), ['usage.out-file']],
    ['a folder', async () => planner.folder, ['usage.out-file']],
    ['a device', async () => '/dev/null', ['usage.out-file']],
    ['standard output', async () => '/dev/stdout', ['usage.out-file']],
    ['nothing', async () => '', ['usage.out-file']],
    ['below a file', async () => '/etc/hostname/web.plan', ['usage.out-folder']],
    ['where nothing can be written', async () => '/proc/web.plan', ['usage.out-folder']],
  ])('%s', async (_name, place, codes) => {
    const checked = await checkPlanPlace(await place(planner.path));
    expect(checked.ok ? [] : checked.problems.map(({ code }) => code)).toEqual(codes);
  });
});

describe('a file that is no plan', () => {
  it.each([
    ['not there', undefined, 'usage.plan-not-read'],
    ['empty', '', 'usage.no-plan'],
    ['no JSON', 'hello', 'usage.no-plan'],
    ['other JSON', '{"hosts": []}', 'usage.no-plan'],
    ['of another format', '{"format": "havip-deploy plan 3"}', 'usage.no-plan'],
    ['a list', '[]', 'usage.no-plan'],
  ])('%s is the person’s own mistake', async (_name, text, code) => {
    if (text !== undefined) await writeFile(planner.path, text);
    const read = await readPlanFile(planner.path);
    expect(read.ok ? [] : read.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it.each(['/dev/zero', '/'])('%s has no end, or is a folder', async (path) => {
    const read = await readPlanFile(path);
    expect(read.ok ? [] : read.problems.map((problem) => problem.code)).toEqual(['usage.no-plan']);
  });
});
