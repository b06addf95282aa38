import { expect, it } from 'vitest';
import { SSH_OPTIONS, type SshOption } from '../../src/core/ssh/ssh-options.ts';

const HEADINGS = {
  honoured: 'Honoured by both ways',
  file: 'Honoured in a configuration',
  openssh: 'For the program ssh',
  ignored: 'Ignored',
  refused: 'Refused',
} as const;

const TELLS = {
  honoured:
    'In arguments and in a configuration; arguments count more. `Ciphers`, `MACs`, `KexAlgorithms` and `HostKeyAlgorithms` are cut down to what the SSH that is built in speaks; where nothing is left, the program `ssh` connects.',
  file: 'ssh reads its configuration itself.',
  openssh:
    'Where one of these is set to anything but `no` or `none`, in arguments or unlike the system’s own configuration in `~/.ssh/config`, the program `ssh` connects, and a note says so. So it does for an option that a later release of OpenSSH has and this list has not.',
  ignored:
    'Wherever they stand. Where the program `ssh` connects, those that are not about sharing, printing and terminals are passed on to it.',
  refused:
    'In arguments they are an error with its place, unless they are turned off (`Tunnel=no`); in a configuration they are for people, and ignored.',
} as const;

function rows(options: readonly SshOption[]): string {
  const reasons = new Map<string, string[]>();
  for (const { name, why, openSshByArgument } of options) {
    const said = openSshByArgument === true ? `${why}; in arguments, the program ssh connects` : why;
    reasons.set(said, [...(reasons.get(said) ?? []), `\`${name}\``]);
  }
  return [...reasons].map(([why, names]) => `| ${names.join(', ')} | ${why} |\n`).join('');
}

it('docs/ssh-options.md tells what is done about each option', async () => {
  const parts = Object.entries(HEADINGS).map(([treatment, heading]) => {
    const options = SSH_OPTIONS.filter((option) => option.treatment === treatment);
    const tells = TELLS[treatment as keyof typeof TELLS];
    return `## ${heading}\n\n${tells}\n\n| option | |\n| --- | --- |\n${rows(options)}`;
  });
  const page = [
    '# Options of ssh\n',
    'What is done about each option of `ssh_config(5)`, whether it stands in `~/.ssh/config` (or what `-F` names) or in `ansible_ssh_args`, `ansible_ssh_common_args`, `ansible_ssh_extra_args` or their settings of ansible.cfg. Flags such as `-4`, `-A`, `-b`, `-c` and `-l` are the options that they stand for.\n',
    ...parts,
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/ssh-options.md');
});
