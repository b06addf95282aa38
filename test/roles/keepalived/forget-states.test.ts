import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOTIFY_PATH } from '../../../roles/keepalived/paths.ts';
import { forgetStates } from '../../../roles/keepalived/programs/forget-states.ts';
import { placements } from '../../../roles/keepalived/vars.ts';
import { CONFIG_PATH, NOTIFY_STATE_DIRECTORY } from '../../../src/index.ts';
import { severalWith } from './sample.ts';

const WRITTEN = ['.VI_1.lock', '.VI_2.lock', 'VI_1.json', 'VI_2.json'];
const OF_FIRST = ['.VI_1.lock', 'VI_1.json'];
const BOTH = 'vrrp_instance VI_1 {\n}\nvrrp_instance VI_2 {\n}\n';

/** What an undo leaves of the state files of two clusters; null where their folder is gone, too. */
async function leftAfter(config: string, absent: readonly string[]): Promise<readonly string[] | null> {
  const [vars] = await severalWith({ web: {}, db: {} });
  if (vars === undefined) throw new Error('no clusters');
  const root = mkdtempSync(join(tmpdir(), 'forget-states-'));
  try {
    const states = join(root, 'havip/state');
    mkdirSync(states, { recursive: true });
    for (const name of WRITTEN) writeFileSync(join(states, name), '');
    writeFileSync(join(root, 'keepalived.conf'), config);
    const program = forgetStates(placements(vars).map(({ cluster }) => cluster))
      .replaceAll(NOTIFY_STATE_DIRECTORY, states)
      .replaceAll(`${NOTIFY_STATE_DIRECTORY.slice(0, -'/state'.length)} `, `${join(root, 'havip')} `)
      .replaceAll(`-Eqs '`, `-Eqs '`);
    const here = program.replaceAll(CONFIG_PATH, join(root, 'keepalived.conf'));
    const isAbsent = absent.map((path) => path.replaceAll(CONFIG_PATH, join(root, 'keepalived.conf')));
    const known = `is_absent() { case " ${isAbsent.join(' ')} " in *" $1 "*) ;; *) return 1 ;; esac; }`;
    const { status, stderr } = spawnSync('sh', ['-euc', `${known}\nsleep() { :; }\n${here}`], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return readdirSync(root).includes('havip') ? readdirSync(states).sort() : null;
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('state files after an undo', () => {
  it.each<[string, string, readonly string[], readonly string[] | null]>([
    ['of both, where both were there before', BOTH, [], WRITTEN],
    ['of a cluster that came with what was undone', 'vrrp_instance VI_1 {\n}\n', [], OF_FIRST],
    [
      'of one whose name another one begins with',
      'vrrp_instance VI_1 {\n}\nvrrp_instance VI_22 {',
      [],
      OF_FIRST,
    ],
    ['where what is included may have them', 'include conf.d/*.conf\n', [], WRITTEN],
    ['where there was no configuration', BOTH, [CONFIG_PATH], []],
    ['where nobody wrote them before: with their folder', BOTH, [NOTIFY_PATH], null],
  ])('%s', async (_what, config, absent, expected) => {
    expect(await leftAfter(config, absent)).toEqual(expected);
  });
});
