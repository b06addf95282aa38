import type { Place } from '../../../core/problem.ts';
import { compareReleases } from '../../release.ts';
import type { FileFact } from '../facts.ts';
import type { Hit, HostInput, Rule } from '../rule.ts';

/** Facts about the host as a whole are shown at the beginning of the file. */
function top({ config }: HostInput): Place {
  return { file: config.file, line: 1, column: 1 };
}

function* when(input: HostInput, condition: boolean | undefined, message: string): Generator<Hit> {
  if (condition === true) yield { place: top(input), message };
}

function configFile({ facts }: HostInput): FileFact | null | undefined {
  return facts.configPath === undefined ? undefined : facts.files?.[facts.configPath];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function older(input: HostInput, bound: string): Generator<Hit> {
  const version = input.facts.keepalivedVersion;
  const isOlder = version !== undefined && compareReleases(version, bound) < 0;
  return when(input, isOlder, `this is keepalived ${version}`);
}

/** Rules about the machine that the configuration is for. */
export const HOST_RULES: readonly Rule[] = [
  {
    id: 'KA008',
    name: 'conf-exec',
    severity: 'error',
    title: 'The configuration file is executable, or no regular file',
    why: 'keepalived skips it and runs without any configuration; its configuration test passes.',
    fix: 'chmod 0640 the file',
    *host(input) {
      const file = configFile(input);
      if (file == null) return;
      yield* when(input, file.kind !== 'file', 'the configuration is no regular file');
      yield* when(
        input,
        file.kind === 'file' && (file.mode & 0o111) !== 0,
        `its mode is ${octal(file.mode)}`,
      );
    },
  },
  {
    id: 'KA042',
    name: 'ver-min',
    severity: 'error',
    title: 'keepalived is older than 1.2.24',
    why: 'The cloud asks for 1.2.24 or later.',
    fix: 'Upgrade keepalived',
    host: (input) => older(input, '1.2.24'),
  },
  {
    id: 'KA043',
    name: 'ver-old',
    severity: 'warning',
    title: 'keepalived is older than 2.0.7',
    why: 'It has no usable configuration test and is no longer maintained.',
    fix: 'Upgrade to 2.2.8 or later',
    host: (input) => older(input, '2.0.7'),
  },
  {
    id: 'KA064',
    name: 'conf-mode',
    severity: 'error',
    title: 'Everybody may read the configuration file',
    why: 'It holds the password of the cluster.',
    fix: 'chmod 0640 the file',
    *host(input) {
      const file = configFile(input);
      const secret = input.view.instances.some(({ authentication }) => authentication !== undefined);
      yield* when(
        input,
        file != null && secret && (file.mode & 0o004) !== 0,
        `its mode is ${octal(file?.mode ?? 0)}`,
      );
    },
  },
  {
    id: 'KA081',
    name: 'selinux',
    severity: 'warning',
    title: 'SELinux is enforcing, and a script lies outside /usr/libexec/keepalived',
    why: 'The policy for keepalived then denies much of what scripts do.',
    fix: 'Move the script to /usr/libexec/keepalived and run restorecon on it',
    *host({ view, facts }) {
      if (facts.selinux !== 'enforcing') return;
      for (const { path, place } of view.commands) {
        if (path.startsWith('/usr/libexec/keepalived/')) continue;
        yield { place, message: `${path} runs under a policy that is not made for it` };
      }
    },
  },
  {
    id: 'KA082',
    name: 'if-missing',
    severity: 'error',
    title: 'The interface is not there',
    why: 'The instance stays in FAULT, and the configuration test fails.',
    fix: 'Write the name that `ip link` shows',
    *host({ view, facts }) {
      for (const { interfaceName } of view.instances) {
        if (interfaceName === undefined || facts.interfaces === undefined) continue;
        const names = facts.interfaces.map(({ name }) => name);
        const message = `there is no ${interfaceName.value}, only ${names.join(', ')}`;
        if (!names.includes(interfaceName.value)) yield { place: interfaceName.place, message };
      }
    },
  },
  {
    id: 'KA083',
    name: 'networkd',
    severity: 'warning',
    title: 'A service that removes foreign addresses manages the interface',
    why: 'When it reloads, the virtual address may go, and the cluster has to elect again.',
    fix: 'Set KeepConfiguration= for systemd-networkd, or take the interface out of its hands',
    host: (input) => {
      const managers = input.facts.addressManagers ?? [];
      return when(input, managers.length > 0, `${managers.join(' and ')} may remove the virtual address`);
    },
  },
  {
    id: 'KA084',
    name: 'dhcp-race',
    severity: 'warning',
    title: 'The unit does not wait for the network to be online',
    why: 'At boot keepalived may start before the own address of the machine is there. Sending by unicast, 2.2.7 then stays in fault until somebody starts it again, so that the cluster has no standby; 2.3.3 takes the address beside its holder until its own one comes.',
    fix: 'Add Wants= and After=network-online.target by a drop-in, and an ExecStartPre= that waits for the address',
    host: (input) =>
      when(input, input.facts.unit?.waitsForNetwork === false, 'the unit has no network-online.target'),
  },
  {
    id: 'KA085',
    name: 'no-restart',
    severity: 'warning',
    title: 'The unit does not restart a crashed keepalived',
    why: 'A crash then leaves the cluster without a standby until somebody looks.',
    fix: 'Add Restart=on-failure by a drop-in',
    host: (input) => when(input, input.facts.unit?.restarts === false, 'the unit has no Restart='),
  },
  {
    id: 'KA086',
    name: 'stale-pid',
    severity: 'warning',
    title: 'The PID file names a living process that is not keepalived',
    why: 'keepalived then takes itself for running already and ends with exit code 0.',
    fix: 'Remove the PID file',
    host: (input) => {
      const process = input.facts.pidFileProcess;
      const message = `process ${process?.pid} is ${process?.command}`;
      return when(input, process !== undefined && process.command !== 'keepalived', message);
    },
  },
];
