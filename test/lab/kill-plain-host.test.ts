import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { sampleOf } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { orTell } from './support/serving.ts';

/** What the playbook writes into a host's journal: a line when a step is intended and one when it is done. */
const STEPS = 4;
const ENTRIES = 2 * STEPS;

/** After which entries it is killed: first in the middle of a file, and between two steps. */
const KILLED = sampleOf(2, [3, 6, 1, 2, 4, 5, 7, ENTRIES]);

/** Machines, which are killed at one entry after the other. */
const HOSTS = 2;

/** Each of its steps leaves a line here when it is made, so that one made twice is seen. */
const MADE = '/var/log/made';

/** A file, a reload that it asks for, a command that may not run twice, and a file that is last. */
const PLAYBOOK = `import { command, file, play } from 'havip-deploy';

const once = (name: string) =>
  command({ name, run: \`echo \${name} >>${MADE}; sleep 0.2\`, unless: \`grep -qx \${name} ${MADE}\`, undo: \`sed -i /\${name}/d ${MADE}\` });

export default play({
  name: 'plain',
  hosts: 'all',
  tasks: () => [
    once('first'),
    file({ path: '/etc/plain.conf', content: 'whole\\n'.repeat(2000) }),
    once('second'),
    file({ path: '/etc/plain-last.conf', content: 'last\\n' }),
  ],
});
`;

describe('the control process killed at each step of a plain host', { timeout: 600_000 }, () => {
  let lab: Lab;
  let folder = '';

  beforeAll(async () => {
    lab = await freshLab({
      name: 'test-kill-plain',
      clusters: HOSTS / 2,
      witness: false,
      yum: 'none',
      cloud: 'none',
    });
    folder = await mkdtemp(join(tmpdir(), 'havip-kill-plain-'));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'plain.ts'), PLAYBOOK);
    await writeFile(join(folder, 'hosts.yaml'), inventoryOf(lab));
  });
  afterAll(async () => {
    await removeLab(lab);
    await rm(folder, { recursive: true, force: true });
  });

  const words = (host: string) => [
    ...['run', join(folder, 'plain.ts'), '-i', join(folder, 'hosts.yaml'), '--limit', host],
  ];

  /** The lines of all journals of a host, read from outside. */
  async function entries(host: string): Promise<string[]> {
    const leader = lab.machines.find(({ name }) => name === host)?.leaderPid;
    const journals = `/proc/${leader}/root/var/lib/havip-deploy/journal/${host}`;
    const runs = await readdir(journals).catch(() => []);
    const logs = await Promise.all(
      runs.map((run) => readFile(join(journals, run, 'log'), 'utf8').catch(() => '')),
    );
    return logs.flatMap((log) => log.split('\n').filter((line) => /intended|done/.test(line)));
  }

  /** Looks often: a step takes milliseconds. */
  async function seen(host: string, count: number): Promise<void> {
    while ((await entries(host)).length < count) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  it.each(KILLED)('after entry %i: the next run finishes, nothing half-way, nothing twice', async (count) => {
    const host = lab.machines[count % HOSTS]?.name ?? '';
    await exec(lab, host, `rm -rf ${MADE} /etc/plain*.conf /var/lib/havip-deploy`);
    const run = startCli(words(host));
    await orTell(run, seen(host, count));
    run.kill('SIGKILL');
    await run.result;
    expect(await exec(lab, host, 'for f in /etc/plain*.conf; do [ ! -e $f ] || wc -c <$f; done')).toMatch(
      /^(14|12000|5|\s)*$/,
    );
    const next = await cli([...words(host), '--json']);
    expect(next.code, next.stderr).toBe(0);
    expect((await exec(lab, host, `cat ${MADE}`)).split('\n').filter(Boolean)).toEqual(['first', 'second']);
    expect(
      await exec(
        lab,
        host,
        'cat /etc/plain.conf /etc/plain-last.conf | wc -c; ls -A /etc | grep -c havip-deploy-new || true',
      ),
    ).toMatch(/^12005\s+0\s*$/);
    const { document } = await cli([...words(host), '--json']);
    expect(document.hosts[host]).toMatchObject({ changed: 0, failed: 0 });
  });
});

/** The lab's machines as hosts of no cluster. */
function inventoryOf({ machines, privateKeyFile, knownHostsFile }: Lab): string {
  const hosts = machines.map(
    ({ name, port }) => `    ${name}: { ansible_host: 127.0.0.1, ansible_port: ${port} }\n`,
  );
  return `all:
  vars:
    ansible_user: root
    ansible_ssh_private_key_file: ${privateKeyFile}
    ansible_ssh_common_args: -o UserKnownHostsFile=${knownHostsFile}
  hosts:
${hosts.join('')}`;
}
