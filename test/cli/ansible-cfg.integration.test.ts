import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readAnsibleConfig } from '../../src/cli/ansible-cfg/read-config.ts';
import type { SettingName } from '../../src/cli/ansible-cfg/settings.ts';
import { hasAnsible, MISSING } from '../inventory/ansible.ts';
import { withFolder } from '../inventory/folder.ts';

const CFG = `# a note
[defaults]
inventory = hosts, more/hosts.yml ; and a note
remote_user: "ubuntu"
REMOTE_PORT=2222
private_key_file = ~/.ssh/deploy
forks = 25
timeout=30
host_key_checking = no
vault_password_file = .vault
roles_path = roles
[privilege_escalation]
become = Yes
become_method = sudo
become_user = app
become_ask_pass = false
`;

/** What Ansible calls these settings. */
const NAMES: Readonly<Partial<Record<SettingName, string>>> = {
  inventory: 'DEFAULT_HOST_LIST',
  remote_user: 'DEFAULT_REMOTE_USER',
  remote_port: 'DEFAULT_REMOTE_PORT',
  private_key_file: 'DEFAULT_PRIVATE_KEY_FILE',
  forks: 'DEFAULT_FORKS',
  timeout: 'DEFAULT_TIMEOUT',
  host_key_checking: 'HOST_KEY_CHECKING',
  vault_password_file: 'DEFAULT_VAULT_PASSWORD_FILE',
  become: 'DEFAULT_BECOME',
  become_method: 'DEFAULT_BECOME_METHOD',
  become_user: 'DEFAULT_BECOME_USER',
  become_ask_pass: 'DEFAULT_BECOME_ASK_PASS',
};

describe.skipIf(!hasAnsible())(`ansible.cfg in Ansible and here (skipped where ${MISSING})`, () => {
  it('says the same', async () => {
    await withFolder({ 'ansible.cfg': CFG }, async (folder) => {
      const environment = { ...process.env, HOME: folder, ANSIBLE_FORKS: '40' };
      const { stdout } = await promisify(execFile)('ansible-config', ['dump', '--format', 'json'], {
        cwd: folder,
        env: environment,
      });
      const dumped: readonly { readonly name?: string; readonly value?: unknown }[] = JSON.parse(stdout);
      const theirs = Object.entries(NAMES).map(([name, theirName]) => [
        name,
        dumped.find((each) => each.name === theirName)?.value,
      ]);
      const read = readAnsibleConfig({ environment, homeDirectory: folder }, folder);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const ours = Object.keys(NAMES).map((name) => [name, read.value.value(name as SettingName)]);
      // Ansible keeps the port as it is written.
      expect(Object.fromEntries(ours)).toEqual({ ...Object.fromEntries(theirs), remote_port: 2222 });
      expect(read.value.path).toBe(join(folder, 'ansible.cfg'));
    });
  });
});
