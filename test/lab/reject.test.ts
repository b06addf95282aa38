import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderFiles } from '../../roles/keepalived/files/config.ts';
import { configTest } from '../../roles/keepalived/programs/config-test.ts';
import { quote } from '../../src/core/programs/shell.ts';
import type { Lab } from '../../src/lab/index.ts';
import { NODES_FACTS, SETTINGS, varsWith } from '../roles/keepalived/sample.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, holdersOf, inventoryWith, NODES, onNodes, PRIMARY, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { watching } from './support/watch.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';
const API = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
const ROLE = fileURLToPath(new URL('../../roles/keepalived/programs/config-test.ts', import.meta.url));

/** A playbook of somebody's own that breaks the configuration, and judges it as the role does. */
const BROKEN = `import { file, play, playbook } from '${API}';
import { configTest } from '${ROLE}';
export default playbook({
  name: 'broken',
  plays: [
    play({
      name: 'a template that went wrong',
      hosts: 'web',
      tasks: () => [
        file({
          path: '${CONFIG}',
          mode: '0640',
          content: 'vrrp_instance VI_1 {\\n    state BACKUP\\n    interface eth7\\n    virtual_router_id 51\\n    priorty 250\\n    virtual_ipaddress {\\n        172.16.16.12\\n    }\\n}\\n',
          validate: configTest(),
        }),
      ],
    }),
  ],
});
`;

/** A program that says what keepalived has against a configuration, under its name; nothing where it has nothing. */
function judged(name: string, config: string): string {
  return `candidate=/etc/keepalived/candidate
(umask 027; cat >$candidate) <<'END OF CANDIDATE'
${config}
END OF CANDIDATE
said=$( { ( ${configTest()}
) || true; keepalived -t -f $candidate; } 2>&1 </dev/null)
[ -z "$said" ] || printf '%s: %s\\n' ${quote(name)} "$said"
rm -f $candidate
`;
}

describe('a configuration that must not go in', () => {
  let lab: Lab | undefined;
  let folder = '';
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'havip-reject-'));
    lab = await deployedLab({ name: 'test-reject', yum: ['2.2.7', '2.3.3'] });
    const base = await inventoryWith(lab, 'base.yaml', { install: { version: '2.2.7' } });
    expect(await cli(['up', base, '--verify', 'never'])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await removeLab(lab);
  });

  it('keepalived -t rejects it: what runs is untouched, and keepalived’s own words are shown', async () => {
    const book = join(folder, 'broken.ts');
    await writeFile(book, BROKEN);
    const state = `stat -c '%i %Y' ${CONFIG}; sha256sum ${CONFIG}; systemctl show -p MainPID,ActiveState keepalived; ls /etc/keepalived /var/lib/havip-deploy`;
    const before = await onNodes(machines(), state);
    const run = await watching(machines(), () =>
      cli(['run', book, '-i', machines().inventoryFile, '--json']),
    );
    expect(run.result.code).toBe(2);
    const [error] = run.result.document.errors;
    expect(error).toMatchObject({ code: 'host.step-failed', host: expect.stringMatching(/^HAVIP-0/) });
    expect(error?.detail).toContain(
      'keepalived -t rejects the new configuration; the one in place is untouched:',
    );
    expect(error?.detail).toMatch(/Unknown keyword 'priorty'/);
    expect(error?.detail).toMatch(/eth7/);
    expect(error?.detail).not.toContain('havip-deploy-new');
    expect(await onNodes(machines(), state)).toEqual(before);
    expect(run.events).toEqual([]);
    expect(run.lost).toBeLessThanOrEqual(1);
    expect(await holdersOf(machines())).toEqual([PRIMARY]);
  });

  longIt(
    'in a change that nodes must agree on: the standby, stopped for it, comes back as it was',
    async () => {
      const notify = { email: 'ops@example.org', smtp_server: 'nowhere.invalid' };
      const inventory = await inventoryWith(machines(), 'apart.yaml', { advert_int: 2, notify });
      const before = await onNodes(machines(), `sha256sum ${CONFIG}`);
      const run = await watching(machines(), () => cli(['up', inventory, '--json', '--verify', 'never']));
      expect(run.result.code).toBe(2);
      expect(run.result.document.errors).toMatchObject([
        { host: PRIMARY, detail: expect.stringContaining('Invalid smtp server nowhere.invalid') },
      ]);
      expect(await onNodes(machines(), `sha256sum ${CONFIG}`)).toEqual(before);
      expect(await onNodes(machines(), 'systemctl is-active keepalived')).toEqual(['active\n', 'active\n']);
      expect(run.events).toEqual([]);
      expect(run.lost).toBeLessThanOrEqual(1);
    },
  );

  longIt.each(['2.3.3', '2.2.7'])(
    'keepalived -t %s takes everything that the template writes',
    async (version) => {
      const inventory = await inventoryWith(machines(), 'version.yaml', { install: { version } });
      expect(await cli(['up', inventory, '--verify', 'never'])).toMatchObject({ code: 0 });
      await onNodes(machines(), 'cp -n /bin/true /usr/libexec/keepalived/havip-check');
      const programs = NODES.map(() => '');
      for (const [name, settings] of SETTINGS)
        for (const [index, vars] of (await varsWith(settings)).entries()) {
          const rendered = renderFiles(vars, version, NODES_FACTS);
          if ('problems' in rendered) throw new Error(JSON.stringify(rendered.problems));
          programs[index] += judged(name, rendered.files.config);
        }
      for (const [index, node] of NODES.entries())
        expect(await exec(machines(), node, 'sh 2>&1', programs[index])).toBe('');
    },
  );
});
