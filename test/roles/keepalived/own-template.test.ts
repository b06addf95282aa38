import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkVars } from '../../../roles/keepalived/check-vars.ts';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { lintProblem } from '../../../roles/keepalived/lint.ts';
import { FURTHER_SETTINGS } from './further-settings.ts';
import { NODES_FACTS, SETTINGS, severalWith, varsWith } from './sample.ts';

const OURS = readFileSync('roles/keepalived/templates/keepalived.conf.hbs', 'utf8');

describe('a template of the user’s own', () => {
  let path = '';
  beforeAll(() => {
    path = join(mkdtempSync(join(tmpdir(), 'havip-template-')), 'k.hbs');
  });
  afterAll(() => rmSync(join(path, '..'), { recursive: true }));

  async function varsOf(text: string, havip: Readonly<Record<string, unknown>> = {}) {
    writeFileSync(path, text);
    const [vars] = await varsWith({ ...havip, template: path });
    if (vars === undefined) throw new Error('no node');
    return vars;
  }

  /** What is said before any machine is contacted; undefined where nothing is wrong. */
  async function issue(text: string): Promise<string | undefined> {
    const { cluster, member } = await varsOf(text);
    const checked = checkVars(member.host, { cluster, member });
    return 'issues' in checked ? checked.issues.map(({ message }) => message).join() : undefined;
  }

  async function config(text: string, havip: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const rendered = renderFiles(await varsOf(text, havip), '2.2.7', NODES_FACTS);
    if ('problems' in rendered) throw new Error(JSON.stringify(rendered.problems));
    return rendered.files.config;
  }

  it.each([...SETTINGS, ...FURTHER_SETTINGS])('has the variables of ours: %s', async (_name, havip) => {
    const [plain] = await varsWith(havip);
    const ours = plain && renderFiles(plain, '2.2.7', NODES_FACTS);
    expect(ours).toMatchObject({ files: { config: await config(OURS, havip) } });
  });

  it('may say more, and is known by its first line', async () => {
    const text = OURS.replace(/^.*\n/, '').replace('    state BACKUP', '    debug 1\n    state BACKUP');
    expect(await issue(text)).toBeUndefined();
    expect((await config(text)).split('\n')[0]).toMatch(/^# Managed by havip-deploy/);
  });

  it.each<[string, (text: string) => string, RegExp | undefined]>([
    ['ours', (text) => text, undefined],
    [
      'one instance',
      (text) => text.replace('vrrp_instance {{instance}}', 'vrrp_instance VI_1'),
      /has no vrrp_instance VI_2/,
    ],
    [
      'no sync group',
      (text) =>
        text.replace('vrrp_sync_group', '#vrrp_sync_group').replace(/( {4}group \{[\s\S]*?\n {4}\}\n\})/, ''),
      /its vrrp_sync_group is not what/,
    ],
    [
      'one priority for all',
      (text) => text.replace('priority {{priority}}', 'priority 99'),
      /the priority of VI_1 is not .*\n?.*the priority of VI_2/,
    ],
  ])('of several clusters on a machine: %s', async (_name, change, expected) => {
    writeFileSync(path, change(OURS));
    const settings = { template: path, sync_group: 'both', primary: 'HAVIP-01' };
    const [vars] = await severalWith({ web: settings, db: settings });
    if (vars === undefined) throw new Error('no node');
    const checked = checkVars(vars.member.host, vars);
    const said = 'issues' in checked ? checked.issues.map(({ message }) => message).join() : undefined;
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(expected);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'a name that there is not',
      (text) => text.replace('{{priority}}', '{{prioritty}}'),
      /k\.hbs:\d+:\d+: .*prioritty/,
    ],
    ['what cannot be parsed', (text) => text.replace('{{/if}}', '{{/fi}}'), /k\.hbs:\d+:\d+: /],
    [
      'another router id',
      (text) => text.replace('{{virtual_router_id}}', '7'),
      /its virtual_router_id is not what/,
    ],
    ['no notify script of ours', (text) => text.replace('{{notify_path}}', '/x'), /its notify is not what/],
    ['another name', (text) => text.replace('{{instance}}', 'VI_9'), /has no vrrp_instance VI_1/],
    ['another instance', (text) => `${text}\nvrrp_instance B {\n}\n`, /has 2 instances/],
  ])('is refused before anything is contacted: %s', async (_name, change, expected) => {
    expect(await issue(change(OURS))).toMatch(expected);
  });

  it('is refused where it is not there', async () => {
    const [vars] = await varsWith({ template: join(path, '..', 'none.hbs') });
    if (vars === undefined) throw new Error('no node');
    expect(checkVars(vars.member.host, vars)).toMatchObject({
      issues: [{ path: ['havip', 'template'], message: expect.stringContaining('none.hbs') }],
    });
  });

  it('is linted as ours is', async () => {
    const text = OURS.replace('    state BACKUP', '    strict_mode on\n    state BACKUP');
    const vars = await varsOf(text);
    expect(lintProblem(vars, await config(text), { version: '2.2.7' }, NODES_FACTS)).toMatchObject({
      code: 'host.config-rejected',
      detail: expect.stringContaining('KA040'),
    });
  });
});
