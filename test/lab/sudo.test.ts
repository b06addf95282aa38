import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { ssh } from './support/lab.ts';
import { secretsLeftHere, secretsLeftOn, showDecoy, watchProcesses } from './support/secret-hunt.ts';

const AUTH_PASS = 'kJ7xQz2w';
const MACHINES = ['HAVIP-01', 'HAVIP-02', 'probe-01'];

describe('login as an ordinary user whose sudo wants a password', { timeout: 600_000 }, () => {
  let lab: Lab;
  let password: string;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-sudo', login: 'sudo' });
    password = lab.sudoPassword?.reveal() ?? '';
  });

  afterAll(() => removeLab(lab));

  async function inventory(vars: Record<string, unknown> = {}, havip: Record<string, unknown> = {}) {
    return changedInventory(lab, (each) => {
      Object.assign(each.all.vars, vars);
      setHavip(each, { auth_pass: AUTH_PASS, ...havip });
    });
  }

  it('has a password that is in a file of its own and nowhere else', async () => {
    expect(await ssh(lab, 'HAVIP-01', 'sudo -n id')).toMatchObject({ exitCode: 1 });
    const become = await ssh(lab, 'HAVIP-01', "sudo -S -p '' id -un", `${password}\n`);
    expect(become).toMatchObject({ exitCode: 0, stdout: 'root\n' });
    expect(await readFile(lab.inventoryFile, 'utf8')).not.toContain(password);
    expect((await stat(lab.sudoPasswordFile ?? '')).mode & 0o777).toBe(0o600);
  });

  it('says at once that a password is missing', async () => {
    const { file } = await inventory();
    const { code, document } = await cli(['up', file, '--json']);
    expect(code).toBe(4);
    expect(document.errors).toHaveLength(2);
    expect(document.errors[0]).toMatchObject({
      code: 'connection.become-denied',
      summary: 'deploy cannot become root: sudo wants a password and none was given',
      fix: expect.stringContaining('--ask-become-pass'),
    });
  });

  it('says that a password is wrong, and does not hang', async () => {
    const { file } = await inventory();
    const wrong = 'not-the-password';
    const { code, stdout, stderr } = await cli(['up', file, '--ask-become-pass'], { stdin: `${wrong}\n` });
    expect(code).toBe(4);
    expect(stderr + stdout).toContain('deploy cannot become root: sudo refused the password');
    expect(stderr + stdout).not.toContain(wrong);
  });

  it('wants a line where it was told to ask', async () => {
    const { file } = await inventory();
    const { code, stderr } = await cli(['up', file, '--ask-become-pass']);
    expect(code).toBe(5);
    expect(stderr).toContain('--ask-become-pass was given no password');
  });

  it('runs to the end and leaves the secrets nowhere', async () => {
    const secrets = [password, AUTH_PASS];
    const decoy = 'decoy-7Qm2';
    const { file, folder } = await inventory();
    const watch = watchProcesses([...secrets, decoy]);
    await showDecoy(decoy);
    const run = await cli(['up', file, '--verify', 'never', '--ask-become-pass', '-vvv', '--diff'], {
      stdin: `${password}\n`,
      env: { HOME: folder, TMPDIR: folder },
    });
    const { seen, looks } = await watch.stop();

    expect(run.code, run.stderr + run.stdout).toBe(0);
    expect(run.stderr).toMatch(/auth_pass "?\*{8}/);
    for (const secret of secrets) expect(run.stdout + run.stderr).not.toContain(secret);

    expect(looks).toBeGreaterThan(100);
    expect(
      seen.some((each) => each.includes(decoy)),
      'the watch sees nothing at all',
    ).toBe(true);
    expect(seen.filter((each) => !each.includes(decoy))).toEqual([]);

    expect(await secretsLeftHere([folder], [password])).toEqual([]);
    expect(await secretsLeftHere([folder, '/var/log'], secrets)).toEqual([file]);
    for (const machine of MACHINES) {
      expect(await secretsLeftOn(lab, machine, [password]), machine).toEqual([]);
      const configured = machine === 'probe-01' ? [] : ['/etc/keepalived/keepalived.conf'];
      expect(await secretsLeftOn(lab, machine, [AUTH_PASS]), machine).toEqual(configured);
    }
    const mode = await exec(lab, 'HAVIP-01', 'stat -c %a:%U:%G /etc/keepalived/keepalived.conf');
    expect(mode.trim()).toBe('640:root:root');
  });

  const ways: readonly (readonly [string, () => Promise<{ words: string[]; stdin?: string }>])[] = [
    [
      'ansible_become_password in the inventory',
      async () => ({ words: [(await inventory({ ansible_become_password: password })).file] }),
    ],
    [
      'a file of variables with -e @file',
      async () => {
        const { file, folder } = await inventory();
        const vars = join(folder, 'vars.yaml');
        await writeFile(vars, `ansible_become_password: "${password}"\n`, { mode: 0o600 });
        return { words: [file, '-e', `@${vars}`] };
      },
    ],
    [
      '-e key=value',
      async () => ({ words: [(await inventory()).file, '-e', `ansible_become_password=${password}`] }),
    ],
    [
      '--become --ask-become-pass alone',
      async () => ({
        words: [
          (await inventory({ ansible_become: false })).file,
          '-e',
          'ansible_become=true',
          '-K',
          '--become',
        ],
        stdin: `${password}\n`,
      }),
    ],
  ];
  it.each(sampleOf(1, ways))(
    'takes the password from %s, and changes nothing the second time',
    async (_name, way) => {
      const { words, stdin } = await way();
      const options = stdin === undefined ? {} : { stdin };
      const run = await cli(['up', ...words, '--verify', 'never', '--json'], options);
      expect(run.code, run.stdout).toBe(0);
      for (const host of ['HAVIP-01', 'HAVIP-02']) expect(run.document.hosts[host]?.changed).toBe(0);
      expect(run.stdout + run.stderr).not.toContain(password);
      expect(run.stdout + run.stderr).not.toContain(AUTH_PASS);
    },
  );

  longIt('masks a changed auth_pass in diffs, and keeps the old file where only root can read', async () => {
    const changed = 'nEw9secr';
    const { file } = await inventory({ ansible_become_password: password }, { auth_pass: changed });
    const plan = await cli(['plan', file, '--diff']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain('keepalived.conf');
    const up = await cli(['up', file, '--verify', 'never', '--diff', '-vvv', '--json']);
    expect(up.code, up.stdout).toBe(0);
    const diffs = Object.values(up.document.hosts).flatMap(({ tasks }) =>
      tasks.map(({ diff }) => diff ?? ''),
    );
    expect(diffs.join('\n')).toMatch(/auth_pass "?\*{8}/);
    for (const { stdout, stderr } of [plan, up])
      for (const secret of [password, changed, AUTH_PASS]) expect(stdout + stderr).not.toContain(secret);
    const left = await exec(
      lab,
      'HAVIP-01',
      `cd /var/lib/havip-deploy/journal; stat -c '%a %U' web web/* | sort -u; grep -rlF ${AUTH_PASS} . | xargs stat -c %a`,
    );
    expect(left).toBe('700 root\n640\n');
  });
});
