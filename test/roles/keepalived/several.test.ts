import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { viewOf } from '../../../src/keepalived/meaning/view.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { configName, NODES_FACTS, severalWith, varsWith } from './sample.ts';

const CHECK = { name: 'disk', script: '/bin/true' };

async function filesOf(
  db: Readonly<Record<string, unknown>> = {},
  web: Readonly<Record<string, unknown>> = {},
) {
  return (await severalWith({ web, db })).map((vars) => {
    const rendered = renderFiles(vars, '2.2.7', NODES_FACTS);
    if ('problems' in rendered) throw new Error(JSON.stringify(rendered.problems));
    return { host: vars.member.host.name, ...rendered.files };
  });
}

/** One configuration for all clusters of a machine. */
describe('clusters of the same machines', () => {
  it('are instances of one file, each with its own part', async () => {
    const [first, second] = await filesOf();
    const parts = (text: string | undefined) =>
      viewOf(parse(text ?? '', 'k.conf')).instances.map(
        ({ name, priority, routerId, addresses }) =>
          `${name} ${priority} ${routerId?.value} ${addresses.map(({ ip }) => ip).join(' ')}`,
      );
    expect(parts(first?.config)).toEqual(['VI_1 250 51 172.16.16.12', 'VI_2 240 52 172.16.16.22']);
    expect(parts(second?.config)).toEqual(['VI_1 240 51 172.16.16.12', 'VI_2 250 52 172.16.16.22']);
  });

  it('have global settings and checks of one name once', async () => {
    const [first] = await filesOf({ checks: [CHECK, { name: 'sql', tcp: 3306 }] }, { checks: [CHECK] });
    const lines = (first?.config ?? '').split('\n');
    expect(lines.filter((line) => /^(?:global_defs|vrrp_script|vrrp_instance) ?/.test(line))).toEqual([
      'global_defs {',
      'vrrp_script disk {',
      'vrrp_script sql {',
      'vrrp_instance VI_1 {',
      'vrrp_instance VI_2 {',
    ]);
    expect(first?.checks.map(({ name }) => name)).toEqual(['disk', 'sql']);
  });

  it('are tied by a sync group, which the linter takes', async () => {
    const tied = { sync_group: 'both' };
    const files = await filesOf({ ...tied, primary: 'HAVIP-01' }, tied);
    const groups = files.map(({ config }) => /^vrrp_sync_group [\s\S]*?^}$/m.exec(config)?.[0]);
    expect(groups).toEqual(
      Array(2).fill('vrrp_sync_group both {\n    group {\n        VI_1\n        VI_2\n    }\n}'),
    );
    const { findings } = lintFiles(
      files.map(({ host, config }) => ({ file: configName(host), text: config })),
      { version: '2.2.7', profile: 'havip' },
    );
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('pass the linter, on both nodes', async () => {
    const files = (await filesOf({ checks: [CHECK] })).map(({ host, config }) => ({
      file: configName(host),
      text: config,
    }));
    const { findings } = lintFiles(files, { version: '2.2.7', profile: 'havip' });
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('begin with what a cluster has that is alone', async () => {
    const [alone] = await varsWith();
    const rendered = alone && renderFiles(alone, '2.2.7', NODES_FACTS);
    const [first] = await filesOf();
    const own = rendered && 'files' in rendered ? rendered.files.config : '';
    expect(first?.config.startsWith(own.trimEnd())).toBe(true);
  });

  it.each([
    ['VI_1', '172.16.16.12'],
    ['VI_2', '172.16.16.22'],
    ['VI_3', ''],
  ])('have their own addresses in the notify script: %s', async (name, address) => {
    const [first] = await filesOf();
    const cases = /^case \$name in\nVI_1[\s\S]*?^esac$/m.exec(first?.notify ?? '')?.[0] ?? 'exit 9';
    const said = spawnSync('sh', ['-euc', `name=${name}\n${cases}\nprintf %s "$addresses"`], {
      encoding: 'utf8',
    });
    expect([said.status, said.stdout]).toEqual([0, address]);
  });
});
