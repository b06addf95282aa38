import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, labDown } from '../../src/lab/index.ts';
import { ssh, upOrThrow } from './support/lab.ts';

describe('a lab with an ordinary user', () => {
  const options = { name: 'lab-test-sudo', yum: 'none', login: 'sudo', witness: false } as const;
  let lab: Lab;

  beforeAll(async () => {
    lab = await upOrThrow(options);
  });
  afterAll(() => labDown(options.name, () => {}));

  test('its sudo wants the password that is in a file of its own and nowhere else', async () => {
    const password = lab.sudoPassword?.reveal() ?? '';
    expect(await ssh(lab, 'HAVIP-01', 'sudo -n id')).toMatchObject({ exitCode: 1 });
    const become = await ssh(lab, 'HAVIP-01', "sudo -S -p '' id -un", `${password}\n`);
    expect(become).toMatchObject({ exitCode: 0, stdout: 'root\n' });
    expect(await readFile(lab.inventoryFile, 'utf8')).not.toContain(password);
    expect((await stat(lab.sudoPasswordFile ?? '')).mode & 0o777).toBe(0o600);
  });

  test('its yum has nothing', async () => {
    const listed = await ssh(lab, 'HAVIP-01', 'yum -q list keepalived');
    expect(listed).toEqual({ exitCode: 1, stdout: '', stderr: 'Error: No matching Packages to list\n' });
  });
});
