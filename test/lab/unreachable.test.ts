import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';

/** What is proved is not what is asked here. */
const UP = ['up', '--verify', 'never'];

describe('hosts that cannot be reached', { timeout: 600_000 }, () => {
  let lab: Lab;
  let folder: string;
  let knownHosts: string;
  let inventory: string;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-unreach', clusters: 2 });
    const up = await cli([...UP, lab.inventoryFile, '--json']);
    expect(up.code, up.stdout).toBe(0);
    const copy = await changedInventory(lab, (each) => {
      each.all.vars.ansible_ssh_common_args = '-o UserKnownHostsFile=known_hosts';
    });
    ({ folder, file: inventory } = copy);
    knownHosts = join(folder, 'known_hosts');
    const text = await readFile(inventory, 'utf8');
    await writeFile(
      inventory,
      text.replace('UserKnownHostsFile=known_hosts', `UserKnownHostsFile=${knownHosts}`),
    );
  });
  beforeEach(async () => writeFile(knownHosts, await readFile(lab.knownHostsFile)));
  afterAll(() => removeLab(lab));

  const portOf = (name: string) => lab.machines.find((machine) => machine.name === name)?.port;

  describe('host keys', () => {
    async function editKnownHosts(edit: (lines: string[]) => string[]): Promise<void> {
      const lines = (await readFile(knownHosts, 'utf8')).trim().split('\n');
      await writeFile(knownHosts, `${edit(lines).join('\n')}\n`);
    }

    it('refuses an unknown one, touches no other member, and finishes the other cluster', async () => {
      await editKnownHosts((lines) => lines.filter((line) => !line.includes(`:${portOf('web01-b')} `)));
      const { code, document } = await cli([...UP, inventory, '--json']);
      expect(code).toBe(4);
      expect(document.errors).toMatchObject([
        {
          code: 'connection.host-key-unknown',
          host: 'web01-b',
          fix: expect.stringContaining('--accept-new-host-keys'),
        },
      ]);
      expect(document.hosts['web01-b']).toMatchObject({ unreachable: true, tasks: [] });
      expect(document.hosts['web01-a']).toMatchObject({ unreachable: false, changed: 0, roundTrips: 0 });
      expect(document.clusters.web02).toMatchObject({ healthy: true, holder: 'web02-a' });
    });

    it('takes an unknown one with --accept-new-host-keys, and remembers it', async () => {
      await editKnownHosts((lines) => lines.filter((line) => !line.includes(`:${portOf('web01-b')} `)));
      const first = await cli([...UP, inventory, '--json', '--accept-new-host-keys']);
      expect(first.code, first.stdout).toBe(0);
      expect(await readFile(knownHosts, 'utf8')).toContain(`[127.0.0.1]:${portOf('web01-b')} `);
      expect((await cli([...UP, inventory, '--json'])).code).toBe(0);
    });

    it.each(sampleOf(1, [[['--accept-new-host-keys']], [[]]]))(
      'refuses a changed one, with %j',
      async (words) => {
        const keys = new Map<string, string>();
        await editKnownHosts((lines) => {
          for (const line of lines) keys.set(line.split(' ')[0] ?? '', line.split(' ').slice(1).join(' '));
          const [own, other] = [`[127.0.0.1]:${portOf('web01-b')}`, `[127.0.0.1]:${portOf('web01-a')}`];
          return lines.map((line) => (line.startsWith(`${own} `) ? `${own} ${keys.get(other)}` : line));
        });
        const { code, document } = await cli([...UP, inventory, '--json', ...words]);
        expect(code).toBe(4);
        expect(document.errors).toMatchObject([{ code: 'connection.host-key-changed', host: 'web01-b' }]);
        expect(document.errors[0]?.detail).toContain('SHA256:');
        expect(document.clusters.web02).toMatchObject({ healthy: true });
      },
    );

    it('refuses a machine that has made itself a new one', async () => {
      const program = `cd /etc/ssh && mkdir -p kept && cp -p ssh_host_ed25519_key* kept &&
        rm ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key && systemctl restart ssh`;
      await exec(lab, 'web01-b', program);
      try {
        const { code, stdout, stderr } = await cli([...UP, inventory]);
        expect(code).toBe(4);
        expect(stdout + stderr).toContain('error[connection.host-key-changed] web01-b');
      } finally {
        await exec(lab, 'web01-b', 'cd /etc/ssh && mv -f kept/* . && rmdir kept && systemctl restart ssh');
      }
    });
  });

  it.each(
    sampleOf(1, [
      ['whose sshd is stopped', 'systemctl stop ssh', 'systemctl start ssh'],
      ['that answers nothing', 'pkill -STOP -x sshd', 'pkill -CONT -x sshd'],
    ]),
  )('leaves the peer of a machine %s alone, and finishes the other cluster', async (_what, stop, start) => {
    const before = await exec(
      lab,
      'web01-a',
      'systemctl show -p MainPID keepalived; ls -l --time-style=full-iso /etc/keepalived',
    );
    const { file } = await changedInventory(lab, (each) =>
      setHavip(each, { notify: { email: ['ops@example.com'] } }),
    );
    await exec(lab, 'web01-b', stop);
    try {
      const startedAt = Date.now();
      const words = ['--json', '--connect-timeout', '3'];
      const { code, document } = await cli([...UP, file, ...words]);
      expect(code).toBe(4);
      // Some seconds by itself; what is beside it on the machine makes more of it.
      expect(Date.now() - startedAt).toBeLessThan(60_000);
      expect(document.errors).toMatchObject([
        { host: 'web01-b', code: expect.stringMatching(/^connection\./) },
      ]);
      expect(document.hosts['web01-a']).toMatchObject({ changed: 0, failed: 0, unreachable: false });
      expect(document.clusters.web02).toMatchObject({ healthy: true, holder: 'web02-a' });
      expect(document.clusters.web01).toMatchObject({ healthy: false });
    } finally {
      await exec(lab, 'web01-b', start);
    }
    const now = await exec(
      lab,
      'web01-a',
      'systemctl show -p MainPID keepalived; ls -l --time-style=full-iso /etc/keepalived',
    );
    expect(now).toBe(before);
  });

  it('says the same on paper: what, where, why and what to do', async () => {
    await exec(lab, 'web01-b', 'systemctl stop ssh');
    try {
      const { code, stdout, stderr } = await cli([...UP, inventory]);
      expect(code).toBe(4);
      expect(stdout + stderr).toContain(
        `error[connection.lost] web01-b: connection to 127.0.0.1:${portOf('web01-b')}`,
      );
      expect(stdout).toContain('exit code 4: a host could not be reached');
      expect(stdout + stderr).not.toMatch(/\n {4}at /);
    } finally {
      await exec(lab, 'web01-b', 'systemctl start ssh');
    }
  });
});
