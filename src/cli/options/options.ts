import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../../core/text/duration.ts';
import type { VerifyMode } from '../../havip/request.ts';
import { type VaultOptions, withVaultOptions } from '../vault/options.ts';

/** Options that mean the same wherever they make sense. */
export interface CommonOptions extends VaultOptions {
  readonly limit?: string;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly forks: number;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly extraVars: readonly string[];
  /** Beside the one that is an argument. */
  readonly inventory?: readonly string[];
  readonly user?: string;
  readonly askPass?: boolean;
  readonly privateKey?: string;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly askBecomePass?: boolean;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
  readonly syntaxCheck?: boolean;
  readonly json?: boolean;
  readonly report?: string;
  readonly log?: string;
  readonly verify?: VerifyMode;
  readonly skipPreflight?: boolean;
  /** Milliseconds. */
  readonly lockWait?: number;
  readonly drills?: readonly string[];
  readonly repeat?: number;
  readonly verbose: number;
  readonly color: boolean;
  readonly acceptNewHostKeys?: boolean;
  readonly connectTimeout: number;
  /** Whether it stands on the command line or in ansible.cfg, and is not our own default. */
  readonly connectTimeoutSaid?: boolean;
}

/** As many as a machine with two cores serves without delay; far more than Ansible's 5. */
const DEFAULT_FORKS = 50;

/** Options of every command that reaches hosts. */
export function withHostOptions(command: Command): Command {
  return withSourceOption(withVaultOptions(command))
    .option('-l, --limit <pattern>', 'only hosts that the pattern matches')
    .option('-f, --forks <n>', 'hosts that work at the same time', positive, DEFAULT_FORKS)
    .option(
      '-e, --extra-vars <key=value>',
      'variable that wins over the inventory; also JSON or @file',
      collect,
      [],
    )
    .option('-u, --user <name>', 'login name of hosts whose inventory gives none (ansible_user)')
    .option(
      '-k, --ask-pass',
      'ask for the login password of hosts whose inventory gives none; without a terminal, the first line of standard input',
    )
    .option('--private-key <file>', 'private key of hosts whose inventory gives none')
    .option('-b, --become', 'become root on the hosts by sudo (as ansible_become)')
    .option('--become-user <name>', 'whom to become where the inventory does not say it (default: root)')
    .option(
      '-K, --ask-become-pass',
      'ask for the sudo password; without a terminal, the first line of standard input',
    )
    .option('--accept-new-host-keys', 'take and remember the key of a host that is not known yet')
    .option('--connect-timeout <seconds>', 'seconds until a connect gives up', positive, 10)
    .option('--json', 'print one JSON document')
    .option('--log <dir>', 'add to a log file of each host in this folder, with programs and answers')
    .option(
      '-v, --verbose',
      'show every step, also those that change nothing; -vv: also what is being done; -vvv: also programs and answers',
      (_value, count: number) => count + 1,
      0,
    )
    .option('--no-color', 'no colours (as with NO_COLOR)');
}

/** The option of every command that reads an inventory. */
export function withSourceOption(command: Command): Command {
  return command.option(
    '-i, --inventory <source>',
    'inventory file or folder, or hosts with a comma after each: host,; several are merged',
    collect,
    [],
  );
}

/** The sources of an inventory that a command line names. */
export function sourcesOf(
  argument: string | undefined,
  { inventory = [] }: Pick<CommonOptions, 'inventory'>,
): readonly string[] {
  return [...(argument === undefined ? [] : [argument]), ...inventory];
}

/** Options of commands that run a playbook. */
export function withPlaybookOptions(command: Command): Command {
  return withHostOptions(command)
    .option('--list-hosts', 'only say which hosts each play is about')
    .option(
      '--list-tasks',
      'only say which steps each play has, as far as that is known without the machines',
    )
    .option('--list-tags', 'only say which tags each play has')
    .option('--syntax-check', 'only check inventory, playbook and variables; contact nothing')
    .option('-t, --tags <tags>', 'only steps with one of these tags: a,b', list, [])
    .option('--skip-tags <tags>', 'no steps with one of these tags: a,b', list, []);
}

/** Options of commands that let no other run work on a cluster, or a host of none, meanwhile. */
export function withLockOptions(command: Command): Command {
  return command.option(
    '--lock-wait <duration>',
    'how long to wait for another run on the same cluster or host to end, such as 10m; default: give up at once',
    duration,
  );
}

/** The option of commands whose run is worth keeping. */
export function withReportOption(command: Command): Command {
  return command.option('--report <dir>', 'write report.html, junit.xml and report.json into this folder');
}

/** Options of commands that change hosts. */
export function withChangeOptions(command: Command): Command {
  return withReportOption(withLockOptions(withPlaybookOptions(command)))
    .option('-C, --check', 'change nothing, show what would change')
    .option('-D, --diff', 'show the diff of each change')
    .option(
      '--verify <when>',
      'measure the failover: auto (what is not proved yet), always or never',
      verifyMode,
      'auto',
    );
}

/** For commands that look at the machines and at what the cloud has, before they change anything. */
export function withCloudOptions(command: Command): Command {
  return command.option(
    '--skip-preflight',
    'go on where machines or the cloud have what would keep a failover from working',
  );
}

function verifyMode(value: string): VerifyMode {
  if (value === 'auto' || value === 'always' || value === 'never') return value;
  throw new InvalidArgumentError('It is auto, always or never.');
}

/** Reads a time, in milliseconds. */
export function duration(value: string): number {
  const milliseconds = parseDuration(value);
  if (Number.isFinite(milliseconds)) return milliseconds;
  throw new InvalidArgumentError('It is a time such as 30s, 10m or 1h.');
}

/** A name, and not the nothing that an unset variable of a shell leaves. */
export function named(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It is a name.');
}

/** A whole number above 0. */
export function positive(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It is a whole number above 0.');
}

/** Each time that an option is given. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Words with commas between them. */
export function list(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').filter((tag) => tag !== '')];
}
