import { resolve } from 'node:path';

/** Where relative paths and `~` lead. */
export interface Surroundings {
  /** Folder of the configuration file, or the current one for a variable. */
  readonly folder: string;
  readonly homeDirectory: string;
}

/** Reads a value as it is written; undefined where it is none of its kind. */
type Read<T> = (text: string, around: Surroundings) => T | undefined;

interface Rule<T> {
  /** Variables of the environment; the last that is set counts, and counts more than the file. */
  readonly environment: readonly string[];
  /** `section.key` in the file; the last that is there counts. */
  readonly keys: readonly string[];
  readonly expected: string;
  readonly read: Read<T>;
}

function rule<T>(
  expected: string,
  read: Read<T>,
  environment: readonly string[],
  ...keys: readonly string[]
): Rule<T> {
  return { environment, keys, expected, read };
}

const TRUE = /^(?:1|true|yes|on|y|t)$/i;
const FALSE = /^(?:0|false|no|off|n|f)$/i;

const text: Read<string> = (value) => (value === '' ? undefined : value);
const truth: Read<boolean> = (value) => (TRUE.test(value) ? true : FALSE.test(value) ? false : undefined);
const count: Read<number> = (value) => (/^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined);
const upTo100: Read<number> = (value) => (/^(?:\d{1,2}|100)$/.test(value) ? Number(value) : undefined);
const path: Read<string> = (value, { folder, homeDirectory }) =>
  value === ''
    ? undefined
    : resolve(folder, value.replace(/^~(?=\/|$)/, homeDirectory).replace('{{CWD}}', process.cwd()));
/** Several with commas between; a list that ends with a comma is one of hosts. */
const sources: Read<readonly string[]> = (value, around) =>
  value.endsWith(',') ? [value] : value.split(',').flatMap((each) => path(each.trim(), around) ?? []);

const TRUTH = 'true or false';
const SSH = 'options of ssh';

/** The settings of ansible.cfg that are honoured, by what they are called in it. */
export const SETTINGS = {
  inventory: rule('a path, or several with commas', sources, ['ANSIBLE_INVENTORY'], 'defaults.inventory'),
  remote_user: rule('a login name', text, ['ANSIBLE_REMOTE_USER'], 'defaults.remote_user'),
  remote_port: rule('a port', count, ['ANSIBLE_REMOTE_PORT'], 'defaults.remote_port'),
  private_key_file: rule('a path', path, ['ANSIBLE_PRIVATE_KEY_FILE'], 'defaults.private_key_file'),
  forks: rule('a whole number above 0', count, ['ANSIBLE_FORKS'], 'defaults.forks'),
  timeout: rule(
    'whole seconds above 0',
    count,
    ['ANSIBLE_TIMEOUT', 'ANSIBLE_SSH_TIMEOUT'],
    'defaults.timeout',
    'ssh_connection.timeout',
  ),
  host_key_checking: rule(
    TRUTH,
    truth,
    ['ANSIBLE_HOST_KEY_CHECKING', 'ANSIBLE_SSH_HOST_KEY_CHECKING'],
    'defaults.host_key_checking',
    'ssh_connection.host_key_checking',
  ),
  ssh_args: rule(SSH, text, ['ANSIBLE_SSH_ARGS'], 'ssh_connection.ssh_args'),
  ssh_common_args: rule(SSH, text, ['ANSIBLE_SSH_COMMON_ARGS'], 'ssh_connection.ssh_common_args'),
  ssh_extra_args: rule(SSH, text, ['ANSIBLE_SSH_EXTRA_ARGS'], 'ssh_connection.ssh_extra_args'),
  retries: rule(
    'a whole number from 0 to 100',
    upTo100,
    ['ANSIBLE_SSH_RETRIES'],
    'connection.retries',
    'ssh_connection.retries',
  ),
  become: rule(TRUTH, truth, ['ANSIBLE_BECOME'], 'privilege_escalation.become'),
  become_method: rule('a method', text, ['ANSIBLE_BECOME_METHOD'], 'privilege_escalation.become_method'),
  become_user: rule('a user name', text, ['ANSIBLE_BECOME_USER'], 'privilege_escalation.become_user'),
  become_ask_pass: rule(TRUTH, truth, ['ANSIBLE_BECOME_ASK_PASS'], 'privilege_escalation.become_ask_pass'),
  ask_pass: rule(TRUTH, truth, ['ANSIBLE_ASK_PASS'], 'defaults.ask_pass'),
  ask_vault_pass: rule(TRUTH, truth, ['ANSIBLE_ASK_VAULT_PASS'], 'defaults.ask_vault_pass'),
  vault_password_file: rule('a path', path, ['ANSIBLE_VAULT_PASSWORD_FILE'], 'defaults.vault_password_file'),
  vault_identity_list: rule(
    'ID@FILE, several with commas',
    text,
    ['ANSIBLE_VAULT_IDENTITY_LIST'],
    'defaults.vault_identity_list',
  ),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** What a setting's value is once it is read. */
export type SettingValue<N extends SettingName> = Exclude<
  ReturnType<(typeof SETTINGS)[N]['read']>,
  undefined
>;
