import { DOCUMENTED } from './documented-variables.ts';

/**
 * The connection variables that are honoured, each with all of Ansible's names for it; where several are set, the
 * last of them counts, as there.
 */
export const CONNECTION_VARIABLES = {
  host: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  password: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  privateKeyFile: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
  sshArgs: ['ansible_ssh_args'],
  sshCommonArgs: ['ansible_ssh_common_args'],
  sshExtraArgs: ['ansible_ssh_extra_args'],
  hostKeyChecking: ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'],
  retries: ['ansible_ssh_retries'],
  connection: ['ansible_connection'],
  become: ['ansible_become'],
  becomeMethod: ['ansible_become_method'],
  becomeExe: ['ansible_become_exe'],
  becomeFlags: ['ansible_become_flags'],
  dockerArgs: ['ansible_docker_extra_args'],
  podmanArgs: ['ansible_podman_extra_args'],
  becomeUser: ['ansible_become_user', 'ansible_sudo_user'],
  becomePassword: ['ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'],
} as const satisfies Record<string, readonly string[]>;

export type ConnectionVariable = keyof typeof CONNECTION_VARIABLES;

/** Every name of the honoured variables. */
export const HONOURED: readonly string[] = Object.values(CONNECTION_VARIABLES).flat();

/** Names that hold secrets, whatever they were meant for. */
export const SECRET_NAMES: readonly string[] = [
  ...CONNECTION_VARIABLES.password,
  ...CONNECTION_VARIABLES.becomePassword,
];

/** All names that are right as they stand. */
export const KNOWN: ReadonlySet<string> = new Set([...HONOURED, ...DOCUMENTED]);
