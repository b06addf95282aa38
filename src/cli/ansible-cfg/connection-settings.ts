import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { asBecomeMethod, type ConnectionDefaults, parseSshArguments } from '../../inventory/index.ts';
import type { AnsibleConfig } from './read-config.ts';
import type { SettingName } from './settings.ts';

/** How hosts are reached whose inventory and command line do not say it, as ansible.cfg has it. */
export function connectionSettings(
  config: AnsibleConfig,
  homeDirectory: string,
): Outcome<ConnectionDefaults> {
  const problems = [
    ...SSH_ARGUMENTS.flatMap((name) => unsupported(config, name, homeDirectory)),
    ...becomeMethod(config),
  ];
  if (problems.length > 0) return failure(...problems);
  return success({
    user: config.value('remote_user'),
    port: config.value('remote_port'),
    privateKeyFile: config.value('private_key_file'),
    hostKeyChecking: config.value('host_key_checking'),
    retries: config.value('retries'),
    become: config.value('become'),
    becomeMethod: asBecomeMethod(config.value('become_method') ?? 'sudo'),
    becomeUser: config.value('become_user'),
    sshArgs: config.value('ssh_args'),
    sshCommonArgs: config.value('ssh_common_args'),
    sshExtraArgs: config.value('ssh_extra_args'),
  });
}

const SSH_ARGUMENTS = ['ssh_args', 'ssh_common_args', 'ssh_extra_args'] as const;

function unsupported(
  config: AnsibleConfig,
  name: (typeof SSH_ARGUMENTS)[number],
  homeDirectory: string,
): Problem[] {
  const { errors } = parseSshArguments(config.value(name) ?? '', homeDirectory);
  return errors.map((error) =>
    problemOf(
      config,
      name,
      `${name} holds what is not supported: ${error}`,
      'Take it away, or write it with one of the options that docs/inventory.md lists.',
    ),
  );
}

function becomeMethod(config: AnsibleConfig): Problem[] {
  const method = config.value('become_method') ?? 'sudo';
  if (asBecomeMethod(method) !== undefined) return [];
  return [
    problemOf(config, 'become_method', `become_method "${method}" is not supported`, 'Use sudo, su or doas.'),
  ];
}

function problemOf(config: AnsibleConfig, name: SettingName, summary: string, fix: string): Problem {
  const place = config.found.get(name)?.place;
  return { code: 'usage.ansible-cfg', summary, fix, ...(place === undefined ? {} : { source: place }) };
}
