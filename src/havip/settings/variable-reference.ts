/** One variable as documentation and JSON Schema tell it. */
export interface VariableDescription {
  readonly name: string;
  /** What may stand there, in words. */
  readonly value: string;
  readonly default: string;
  readonly meaning: string;
  /** The JSON Schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
}

const text = { type: 'string' };
/** Ansible takes numbers for text here, and digits for a port. */
const textOrNumber = { type: ['string', 'number'] };
/** Ansible takes words such as "yes" for booleans. */
const flag = { type: ['boolean', 'string', 'integer'] };

/** Variables of a host that is a member of a cluster. */
export const MEMBER_VARIABLES: readonly VariableDescription[] = [
  {
    name: 'havip_role',
    value: '`primary` or `secondary`',
    default: 'required in a cluster',
    meaning: 'Who holds the address in normal times; exactly one host of a cluster is the primary.',
    schema: { type: 'string', enum: ['primary', 'secondary'] },
  },
  {
    name: 'havip_priority',
    value: 'a whole number from 1 to 254',
    default: '250 for the primary, 240 and down for secondaries',
    meaning: 'VRRP priority, different for each member and highest for the primary.',
    schema: { type: 'integer', minimum: 1, maximum: 254 },
  },
  {
    name: 'private_ip',
    value: 'an IPv4 address',
    default: "the interface's own in the HAVIP's subnet",
    meaning: 'The address for VRRP, which need not be the one that SSH uses.',
    schema: { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$' },
  },
  {
    name: 'instance_id',
    value: 'an id such as ins-1a2b3c4d',
    default: 'the instance that has its private address',
    meaning: 'The machine in the cloud, where `havip.cloud` is set.',
    schema: { type: 'string', pattern: '^[a-z]+-[0-9a-z]+$' },
  },
];

/** The connection variables of Ansible that are honoured. */
export const ANSIBLE_VARIABLES: readonly VariableDescription[] = [
  {
    name: 'ansible_host',
    value: 'a host name or an address',
    default: "the host's name",
    meaning: 'Where SSH connects to.',
    schema: text,
  },
  {
    name: 'ansible_port',
    value: 'a port',
    default: '22',
    meaning: 'The port of sshd.',
    schema: { ...textOrNumber, minimum: 1, maximum: 65535 },
  },
  {
    name: 'ansible_user',
    value: 'a login name',
    default: "the local user's",
    meaning: 'Who logs in.',
    schema: textOrNumber,
  },
  {
    name: 'ansible_password',
    value: 'text',
    default: 'none',
    meaning: 'The login password; a key or an agent is better.',
    schema: textOrNumber,
  },
  {
    name: 'ansible_ssh_private_key_file',
    value: 'a path',
    default: 'an agent, then the usual keys',
    meaning: 'The private key to log in with; `~` is the home directory.',
    schema: text,
  },
  {
    name: 'ansible_ssh_common_args',
    value: 'ssh options',
    default: 'none',
    meaning:
      'Words for `ssh`: `-o`, `-J`, `-p`, `-i`, `-F` and others; ssh-options.md tells what is done about each option.',
    schema: text,
  },
  {
    name: 'ansible_ssh_extra_args',
    value: 'ssh options',
    default: 'none',
    meaning: 'As `ansible_ssh_common_args`, which wins over it.',
    schema: text,
  },
  {
    name: 'ansible_ssh_retries',
    value: 'a whole number from 0 to 100',
    default: '0',
    meaning:
      'Further attempts to connect, after 1, 3, 7, 15 and then 30 s, where a machine refuses, does not answer or breaks off. A refused login or host key is not tried again, nor a program.',
    schema: { type: ['string', 'integer'], pattern: '^\\d+$', minimum: 0, maximum: 100 },
  },
  {
    name: 'ansible_connection',
    value: '`ssh`, `smart`, `paramiko`, `openssh`, `local`, `docker` or `podman`',
    default: '`ssh`',
    meaning:
      '`local` runs on the control machine; `openssh` is the program `ssh`; `docker` and `podman` run in the container that `ansible_host` names; all others are the SSH that is built in.',
    schema: { type: 'string', enum: ['ssh', 'smart', 'paramiko', 'openssh', 'local', 'docker', 'podman'] },
  },
  {
    name: 'ansible_become',
    value: 'true or false',
    default: 'false',
    meaning: 'Whether commands run as another user.',
    schema: flag,
  },
  {
    name: 'ansible_become_method',
    value: '`sudo`, `su` or `doas`',
    default: '`sudo`',
    meaning:
      'How they become that user; `doas` without a password (`nopass`), for it asks on terminals only.',
    schema: { type: 'string', enum: ['sudo', 'su', 'doas'] },
  },
  {
    name: 'ansible_become_exe',
    value: 'a path',
    default: "the method's name",
    meaning: 'The program for that; may bring words of its own, such as `sudo su -` for the method `su`.',
    schema: text,
  },
  {
    name: 'ansible_become_flags',
    value: 'options',
    default: '`-H` for sudo, `-s /bin/sh` for su',
    meaning:
      'Its options instead of the usual ones; those for the user, the password and the command are always ours.',
    schema: text,
  },
  {
    name: 'ansible_become_user',
    value: 'a user name',
    default: 'root',
    meaning: 'Who that user is.',
    schema: textOrNumber,
  },
  {
    name: 'ansible_become_password',
    value: 'text',
    default: 'none',
    meaning:
      'The password that sudo or su asks for: of the login user for sudo, of the user to become for su.',
    schema: textOrNumber,
  },
];
