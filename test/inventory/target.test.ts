import { describe, expect, it } from 'vitest';
import { loaded, problemsOf } from './folder.ts';

const host = (vars: string) => `all: { hosts: { h: { ${vars} } } }`;

describe('the target of a host', () => {
  it.each<[string, object]>([
    ['x: 1', { name: 'h', via: 'ssh', address: 'h', port: 22, user: 'me', ssh: {} }],
    [
      'ansible_host: 10.0.0.1, ansible_port: "2222", ansible_user: root',
      { address: '10.0.0.1', port: 2222, user: 'root' },
    ],
    [
      'ansible_ssh_host: old, ansible_ssh_port: 23, ansible_ssh_user: u',
      { address: 'old', port: 23, user: 'u' },
    ],
    ['ansible_host: new, ansible_ssh_host: old', { address: 'old' }],
    ['ansible_host: ""', { address: 'h' }],
    ['ansible_connection: ansible.builtin.local', { via: 'local' }],
    ['ansible_connection: ansible.builtin.ssh', { via: 'ssh' }],
    ['ansible_sudo: true', {}],
    [
      'ansible_become: true, ansible_become_method: ansible.builtin.sudo',
      { become: { method: 'sudo', user: 'root' } },
    ],
    ['ansible_ssh_private_key_file: ~/.ssh/key', { privateKeyFile: '/home/me/.ssh/key' }],
    ['ansible_connection: local', { via: 'local' }],
    ['ansible_connection: smart', { via: 'ssh' }],
    [
      'ansible_connection: community.docker.docker, ansible_docker_extra_args: --context x, ansible_host: box',
      { via: 'docker', address: 'box', engineWords: ['--context', 'x'] },
    ],
    ['ansible_connection: containers.podman.podman', { via: 'podman' }],
    ['ansible_connection: openssh', { via: 'openssh' }],
    ['ansible_ssh_retries: "3"', { connectRetries: 3 }],
    [
      'ansible_become: true, ansible_become_method: su, ansible_become_exe: /bin/su, ansible_become_flags: "-l"',
      { become: { method: 'su', user: 'root', exe: '/bin/su', flags: '-l' } },
    ],
    [
      'ansible_become: true, ansible_become_method: community.general.doas',
      { become: { method: 'doas', user: 'root' } },
    ],
    ['ansible_become: "yes"', { become: { method: 'sudo', user: 'root' } }],
    ['ansible_become: true, ansible_become_user: db', { become: { user: 'db' } }],
    ['ansible_ssh_common_args: "-o Port=2200"', { port: 2200, ssh: { port: 2200 } }],
    ['ansible_ssh_common_args: "-o Port=2200", ansible_port: 22', { port: 22 }],
    [
      'ansible_ssh_extra_args: "-i /b", ansible_ssh_common_args: "-i /a -J j"',
      { ssh: { identityFiles: ['/a', '/b'], proxyJump: [{ host: 'j', port: 22 }] } },
    ],
    ['ansible_ssh_common_args: "-l bob -o HostName=%h.lan"', { user: 'bob', address: 'h.lan' }],
    ['ansible_ssh_common_args: -l bob, ansible_user: ann', { user: 'ann' }],
    [
      'ansible_ssh_args: -o PasswordAuthentication=no, ansible_ssh_extra_args: -o PasswordAuthentication=yes',
      { ssh: { logins: { password: false } } },
    ],
    ['ansible_host_key_checking: false', { ssh: { strictHostKeyChecking: 'no' } }],
    ['ansible_ssh_args: "-C -o ControlMaster=auto -o ControlPersist=60s"', { ssh: {} }],
  ])('%s', async (vars, expected) => {
    expect((await loaded(host(vars))).hosts.get('h')?.target).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['ansible_ssh_pass: pw', { password: 'pw' }],
    ['ansible_password: 1234', { password: '1234' }],
    ['ansible_become: true, ansible_become_pass: pw', { become: 'pw' }],
  ])('%s', async (vars, expected) => {
    const target = (await loaded(host(vars))).hosts.get('h')?.target;
    expect({
      password: target?.password?.reveal(),
      become: target?.become?.password?.reveal(),
    }).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['ansible_port: 0', '36 inventory.wrong-value: ansible_port must be a port from 1 to 65535'],
    ['ansible_host: [a]', '36 inventory.wrong-value: ansible_host must be a host name or an address'],
    [
      'ansible_ssh_retries: -1',
      '43 inventory.wrong-value: ansible_ssh_retries must be a whole number from 0 to 100',
    ],
    ['ansible_become: maybe', '38 inventory.wrong-value: ansible_become must be true or false'],
    [
      'ansible_become_method: runas',
      '45 inventory.wrong-value: ansible_become_method must be sudo, su or doas',
    ],
    [
      'ansible_connection: winrm',
      '42 inventory.wrong-value: ansible_connection must be ssh, openssh, local, docker or podman',
    ],
    ['ansible_password: {}', '40 inventory.wrong-value: ansible_password must be text'],
    ['ansible_user: "{{ me }}"', '36 inventory.template: ansible_user cannot be worked out'],
    ['ansible_password: !vault x', '47 inventory.vault: ansible_password is encrypted with ansible-vault'],
    [
      'ansible_ssh_common_args: -o RemoteCommand=x',
      '47 inventory.ssh-argument: ansible_ssh_common_args holds what is not supported: "-o RemoteCommand=x" (a session that does something else is none for commands)',
    ],
  ])('%s', async (vars, expected) => {
    const [place = '', ...words] = expected.split(' ');
    expect(await problemsOf(host(vars))).toEqual([`inventory.yaml:1:${place} ${words.join(' ')}`]);
  });

  it('tells a wrong variable of a group once, however many hosts inherit it', async () => {
    expect(await problemsOf('all: { vars: { ansible_port: x }, hosts: { "h[1:50]": } }')).toHaveLength(1);
  });
});
