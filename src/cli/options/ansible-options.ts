/** Options of Ansible that are not here, and what is there instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  '--inventory-file': 'It is -i here.',
  '--list': 'It is a word here: havip-deploy inventory list.',
  '--graph': 'It is a word here: havip-deploy inventory graph.',
  '--host': 'It is a word here: havip-deploy inventory host.',
  '--step': '`run` has it; `plan` shows each step beforehand, and --tags and --limit run a part.',
  '--start-at-task': 'It is --start-at here, an option of `run`; what is in order costs nothing anyway.',
  '--start-at':
    '`run` has it; what is in order costs nothing and is passed over: run it all, or a part by --tags.',
  '--flush-cache': 'Facts are read in each run: there is no cache.',
  '--force-handlers': 'A reload or restart that is owed is noted on the machine; the next run does it.',
  '--become-method': 'Set ansible_become_method in the inventory: sudo (the default), su or doas.',
  '--connection': 'Set ansible_connection in the inventory: ssh (the default) or local.',
  '-c': 'Set ansible_connection in the inventory: ssh (the default) or local.',
  '--timeout': 'It is --connect-timeout here, in seconds.',
  '-T': 'It is --connect-timeout here, in seconds.',
  '--ssh-common-args': 'Set ansible_ssh_common_args in the inventory, or with -e.',
  '--ssh-extra-args': 'Set ansible_ssh_extra_args in the inventory, or with -e.',
  '--scp-extra-args': 'Files travel over the same connection as commands: there is no scp.',
  '--sftp-extra-args': 'Files travel over the same connection as commands: there is no sftp.',
  '--key-file': 'It is --private-key here.',
  '--module-name': 'There are no modules: the command follows `--`.',
  '-m': 'There are no modules: the command follows `--`.',
  '--args': 'There are no modules: the command follows `--`.',
  '-a': 'There are no modules: the command follows `--`.',
  '--one-line': 'Each line of output has its host before it.',
  '-o': 'Each line of output has its host before it.',
  '--background': 'A command is ended with the run; start it as a unit of systemd on the host.',
  '-B': 'A command is ended with the run; start it as a unit of systemd on the host.',
  '-s': 'It is --become here, or -b.',
  '--sudo': 'It is --become here, or -b.',
  '-S': 'It is --become here, or -b.',
  '--module-path': 'There are no modules: a role is TypeScript.',
  '-M': 'There are no modules: a role is TypeScript.',
};

/** What to do instead of an option that Ansible has; undefined for what is not Ansible's either. */
export function insteadOf(option: string): string | undefined {
  return (
    INSTEAD[option] ??
    INSTEAD[option.replace(/=.*$/, '')] ??
    (option.startsWith('--') ? undefined : INSTEAD[option.slice(0, 2)])
  );
}
