/**
 * The connection variables that are honoured, each with Ansible's other names for it; the first that is set
 * counts.
 */
export const CONNECTION_VARIABLES = {
  host: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  password: ['ansible_password', 'ansible_ssh_password', 'ansible_ssh_pass'],
  privateKeyFile: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
  sshArgs: ['ansible_ssh_args'],
  sshCommonArgs: ['ansible_ssh_common_args'],
  sshExtraArgs: ['ansible_ssh_extra_args'],
  hostKeyChecking: ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'],
  connection: ['ansible_connection'],
  become: ['ansible_become', 'ansible_sudo'],
  becomeMethod: ['ansible_become_method'],
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

/** Variables of Ansible's own that mean nothing here; one file may serve both tools. */
const TOLERATED: readonly string[] = [
  'ansible_become_exe',
  'ansible_become_flags',
  'ansible_sudo_exe',
  'ansible_sudo_flags',
  'ansible_su_exe',
  'ansible_su_flags',
  'ansible_su_pass',
  'ansible_su_user',
  'ansible_check_mode',
  'ansible_config_file',
  'ansible_async_dir',
  'ansible_command_timeout',
  'ansible_connect_timeout',
  'ansible_connection_path',
  'ansible_control_path',
  'ansible_control_path_dir',
  'ansible_executable',
  'ansible_facts',
  'ansible_facts_parallel',
  'ansible_group_priority',
  'ansible_network_os',
  'ansible_no_target_syslog',
  'ansible_pipelining',
  'ansible_paramiko_pty',
  'ansible_paramiko_host_key_auto_add',
  'ansible_paramiko_look_for_keys',
  'ansible_paramiko_proxy_command',
  'ansible_psrp_protocol',
  'ansible_python_interpreter',
  'ansible_perl_interpreter',
  'ansible_ruby_interpreter',
  'ansible_interpreter_python_fallback',
  'ansible_remote_temp',
  'ansible_remote_tmp',
  'ansible_scp_extra_args',
  'ansible_scp_if_ssh',
  'ansible_sftp_batch_mode',
  'ansible_sftp_extra_args',
  'ansible_shell_executable',
  'ansible_shell_type',
  'ansible_shell_allow_world_readable_temp',
  'ansible_ssh_control_path',
  'ansible_ssh_control_path_dir',
  'ansible_ssh_executable',
  'ansible_scp_executable',
  'ansible_sftp_executable',
  'ansible_ssh_pipelining',
  'ansible_ssh_retries',
  'ansible_ssh_timeout',
  'ansible_ssh_transfer_method',
  'ansible_ssh_use_tty',
  'ansible_sshpass_prompt',
  'ansible_system_warnings',
  'ansible_timeout',
  'ansible_user_dir',
  'ansible_user_gid',
  'ansible_user_id',
  'ansible_user_shell',
  'ansible_user_uid',
  'ansible_winrm_port',
  'ansible_winrm_scheme',
  'ansible_winrm_server_cert_validation',
  'ansible_winrm_transport',
];

/** All names that are right as they stand. */
export const KNOWN: ReadonlySet<string> = new Set([...HONOURED, ...TOLERATED]);
