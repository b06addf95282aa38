import { describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/config.ts';
import { placements } from '../../../roles/keepalived/vars.ts';
import { syncGroupsIn, tiesOf } from '../../../src/havip/cluster/sync-groups.ts';
import { lossesOfAll } from '../../../src/havip/takeover/losses/of-all.ts';
import { parse } from '../../../src/keepalived/parse.ts';
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
    expect(tiesOf(groups)).toBe(tiesOf(syncGroupsIn(read(text.replaceAll('both', 'G')), clusters)));
  });

  it('are none where nothing is tied', async () => {
    const { clusters, text } = await nodeOf({});
    expect(tiesOf(syncGroupsIn(read(text), clusters))).toBe('[]');
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
});
