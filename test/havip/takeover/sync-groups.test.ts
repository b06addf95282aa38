import { describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { placements } from '../../../roles/keepalived/vars.ts';
import { syncGroupsIn } from '../../../src/havip/cluster/groups/sync-groups.ts';
import { lossesOfAll } from '../../../src/havip/takeover/losses/of-all.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { NODES_FACTS, severalWith } from '../../roles/keepalived/sample.ts';

/** What the first node's file is, and of which clusters. */
async function nodeOf(settings: Readonly<Record<string, unknown>>) {
  const [vars] = await severalWith({ web: settings, db: { primary: 'HAVIP-01', ...settings } });
  const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
  if (vars === undefined || rendered === undefined || 'problems' in rendered) throw new Error('not rendered');
  const clusters = placements(vars).map(({ cluster }) => cluster);
  return { clusters, text: rendered.files.config };
}

/** As somebody might have written it by hand. */
const byHand = (text: string) =>
  text
    .replace(/^# Managed.*\n/, '')
    .replaceAll('VI_1', 'outer')
    .replaceAll('VI_2', 'inner');

const read = (text: string) => parse(text, '/etc/keepalived/keepalived.conf');

describe('the sync groups of a configuration', () => {
  it('are those of the clusters that it serves, whatever the names', async () => {
    const { clusters, text } = await nodeOf({ sync_group: 'both' });
    const groups = syncGroupsIn(read(byHand(text)), clusters);
    expect([...groups].map(([name, tied]) => [name, tied.map((each) => each.name)])).toEqual([
      ['both', ['web', 'db']],
    ]);
  });

  it('are none where nothing is tied', async () => {
    const { clusters, text } = await nodeOf({});
    expect(syncGroupsIn(read(text), clusters).size).toBe(0);
  });

  it('are lost where the inventory does not tie the clusters, and only there', async () => {
    const tied = await nodeOf({ sync_group: 'both' });
    const loose = await nodeOf({});
    const lost = (next: string) =>
      lossesOfAll(read(byHand(tied.text)), tied.clusters, read(next), [])
        .map(({ does }) => does)
        .filter((does) => does.startsWith('moves'));
    expect([lost(tied.text), lost(loose.text)]).toEqual([[], ['moves outer and inner together']]);
  });

  const CHECK = 'vrrp_script own {\n script "/usr/bin/pidof nginx"\n}\n';
  const WATCHED = { process: 'nginx', name: 'nginx' };

  it.each([
    ['a check', 'track_script {\n own\n }', ['vrrp_script own', 'track_script own']],
    ['an interface', 'track_interface {\n eth7\n }', ['track_interface eth7']],
    ['a process', 'track_process {\n p\n }', ['track_process p']],
    ['a hook', 'notify_master /opt/moved', ['notify_master']],
    ['mail', 'smtp_alert', ['notification_email ops@example.org']],
  ])('lose %s that they go by or run, unless a cluster has it', async (_, line, names) => {
    const { clusters, text } = await nodeOf({ sync_group: 'both' });
    const before = byHand(text)
      .replace(/^vrrp_sync_group both \{$/m, `${CHECK}track_process p {\n process nginx\n}\n$&\n ${line}`)
      .replace(/^global_defs \{$/m, '$&\n notification_email {\n ops@example.org\n }');
    const lost = lossesOfAll(read(before), clusters, read(text), []).map(({ name }) => name);
    const unused = line.startsWith('track_process') ? [] : ['track_process p'];
    expect(lost.filter((name) => !unused.includes(name)).sort()).toEqual([...names].sort());
  });

  it.each([
    ['by the first', { web: { checks: [{ ...WATCHED, name: 'own' }] } }],
    ['by another', { db: { checks: [{ ...WATCHED, name: 'own' }] } }],
    ['under another name', { web: { checks: [{ script: '/usr/bin/pidof nginx', name: 'n' }] } }],
  ])('lose no check that is described %s', async (_, described: { web?: object; db?: object }) => {
    const [vars] = await severalWith({
      web: { sync_group: 'both', ...described.web },
      db: { primary: 'HAVIP-01', sync_group: 'both', ...described.db },
    });
    const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
    if (vars === undefined || rendered === undefined || 'problems' in rendered)
      throw new Error('not rendered');
    const clusters = placements(vars).map(({ cluster }) => cluster);
    const next = rendered.files.config;
    const before = byHand((await nodeOf({ sync_group: 'both' })).text).replace(
      /^vrrp_sync_group both \{$/m,
      `${CHECK}$&\n track_script {\n own\n }`,
    );
    expect(lossesOfAll(read(before), clusters, read(next), []).map(({ name }) => name)).toEqual([]);
  });
});
