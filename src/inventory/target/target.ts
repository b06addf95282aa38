import type { Secret } from '../../core/secret.ts';
import type { Become, SshOptions, Target } from '../../core/ssh/target.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Variable } from '../sources/source.ts';
import type { VariableMap } from '../tree/tree.ts';
import { withPlainScalars } from '../values/exact-number.ts';
import { CONNECTION_VARIABLES, type ConnectionVariable } from '../variables/ansible-variables.ts';
import { type Evaluated, needsEvaluation, unusableSpot } from '../variables/evaluate.ts';
import { kindOf } from '../wording.ts';
import { expandHome } from './paths.ts';
import {
  asAddress,
  asBecomeMethod,
  asBoolean,
  asConnection,
  asCount,
  asOptions,
  asSecret,
  asText,
  CONNECTION_FIX,
  type Read,
} from './readers.ts';
import { parseSshArguments } from './ssh-arguments.ts';
import { portNumber } from './ssh-setters.ts';

export interface TargetContext {
  readonly homeDirectory: string;
  readonly localUser: string;
  /** What a command line gives; as with Ansible, the inventory's own word counts more. */
  readonly connectionDefaults?: ConnectionDefaults;
  readonly problems: ProblemList;
  /** Opens what is encrypted, and fills in templates. */
  readonly evaluate: (variable: Variable, what: string) => Evaluated;
}

/** How hosts are reached whose inventory does not say so. */
export interface ConnectionDefaults {
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  readonly privateKeyFile?: string | undefined;
  readonly port?: number | undefined;
  readonly retries?: number | undefined;
  readonly become?: boolean | undefined;
  readonly becomeUser?: string | undefined;
  readonly becomeMethod?: Become['method'] | undefined;
  readonly hostKeyChecking?: boolean | undefined;
  /** Checked already. */
  readonly sshArgs?: string | undefined;
  readonly sshCommonArgs?: string | undefined;
  readonly sshExtraArgs?: string | undefined;
}

interface Found {
  readonly name: string;
  readonly variable: Variable;
}

/** How a host is reached, from its merged variables. Wrong ones are listed and left out. */
export function resolveTarget(name: string, variables: VariableMap, context: TargetContext): Target {
  const read = <T>(what: ConnectionVariable, as: Read<T>, expected: string, fix = 'Correct the value.') =>
    readVariable(variables, what, as, expected, fix, context);
  const port = read('port', portNumber, 'a port from 1 to 65535');
  const { connectionDefaults: defaults = {} } = context;
  const password = read('password', asSecret, 'text', 'Put it in quotes.') ?? defaults.password;
  const keyFile = read('privateKeyFile', asText, 'the path of a private key') ?? defaults.privateKeyFile;
  const become = resolveBecome(variables, context);
  const ssh = sshOptions(variables, context);
  const user = read('user', asText, 'a login name') ?? ssh.user ?? defaults.user;
  const retries = read('retries', asCount, 'a whole number from 0 to 100') ?? defaults.retries ?? 0;
  const address = read('host', asAddress, 'a host name or an address') || name;
  const saidPort = port ?? ssh.port ?? defaults.port;
  const via =
    read('connection', asConnection, 'ssh, openssh, local, docker or podman', CONNECTION_FIX) ?? 'ssh';
  return {
    name,
    via,
    address: ssh.hostName?.replaceAll('%h', address) ?? address,
    user: user ?? context.localUser,
    ...(password === undefined ? {} : { password }),
    ...(keyFile === undefined ? {} : { privateKeyFile: expandHome(keyFile, context.homeDirectory) }),
    ...(become === undefined ? {} : { become }),
    port: saidPort ?? 22,
    ssh,
    ...(retries > 0 ? { connectRetries: retries } : {}),
    ...engineWords(read(via === 'podman' ? 'podmanArgs' : 'dockerArgs', asText, 'text with options')),
    ...unsaid(user === undefined, saidPort === undefined),
  };
}

function engineWords(text = ''): Pick<Target, 'engineWords'> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? {} : { engineWords: words };
}

function unsaid(user: boolean, port: boolean): Pick<Target, 'unsaid'> {
  if (!user && !port) return {};
  return { unsaid: { ...(user ? { user } : {}), ...(port ? { port } : {}) } };
}

function resolveBecome(variables: VariableMap, context: TargetContext): Become | undefined {
  const read = <T>(what: ConnectionVariable, as: Read<T>, expected: string, fix: string) =>
    readVariable(variables, what, as, expected, fix, context);
  const method = read('becomeMethod', asBecomeMethod, 'sudo, su or doas', 'Use one of these methods.');
  const exe = read('becomeExe', asText, 'the path of a program', 'Put it in quotes.');
  const flags = read('becomeFlags', asOptions, 'text with options', 'Put it in quotes.');
  const user = read('becomeUser', asText, 'a user name', 'Write a user name; the default is root.');
  const password = read('becomePassword', asSecret, 'text', 'Put it in quotes.');
  const { become: byDefault = false, becomeUser, becomeMethod } = context.connectionDefaults ?? {};
  if (!(read('become', asBoolean, 'true or false', 'Write true or false.') ?? byDefault)) return undefined;
  return {
    method: method ?? becomeMethod ?? 'sudo',
    user: user ?? becomeUser ?? 'root',
    ...(password === undefined ? {} : { password }),
    ...(exe === undefined ? {} : { exe }),
    ...(flags === undefined ? {} : { flags }),
  };
}

/** Ansible gives ssh the common arguments before the extra ones, and ssh takes the first value of an option. */
function sshOptions(variables: VariableMap, context: TargetContext): SshOptions {
  const { connectionDefaults: defaults = {}, homeDirectory } = context;
  const parse = (before: SshOptions, what: 'sshArgs' | 'sshCommonArgs' | 'sshExtraArgs'): SshOptions => {
    const found = find(variables, what);
    const text = readVariable(
      variables,
      what,
      asOptions,
      'text with ssh options',
      'Put it in quotes.',
      context,
    );
    if (found === undefined) return parseSshArguments(defaults[what] ?? '', homeDirectory, before).options;
    if (text === undefined) return before;
    const { options, errors } = parseSshArguments(text, homeDirectory, before);
    for (const error of errors) reportArgument(found, error, context.problems);
    return options;
  };
  const checking = readVariable(
    variables,
    'hostKeyChecking',
    asBoolean,
    'true or false',
    'Write true or false.',
    context,
  );
  return {
    ...((checking ?? defaults.hostKeyChecking) === false ? { strictHostKeyChecking: 'no' as const } : {}),
    ...ARGUMENTS.reduce<SshOptions>(parse, {}),
  };
}

/** In ssh's order: what comes first counts. */
const ARGUMENTS = ['sshArgs', 'sshCommonArgs', 'sshExtraArgs'] as const;

function reportArgument(found: Found, error: string, problems: ProblemList): void {
  problems.add(found.variable.spot, {
    name: 'ssh-argument',
    summary: `${found.name} holds what is not supported: ${error}`,
    detail: 'What is done about each option of ssh is listed in docs/ssh-options.md.',
    fix: 'Remove or correct it.',
  });
}

/** Where SSH connects to, from one variable at a time; undefined where none says so, or not plainly. */
export function addressIn(variable: (name: string) => Variable | undefined): string | undefined {
  const found = find({ get: variable }, 'host');
  return found !== undefined && !needsEvaluation(found.variable.value)
    ? asText(withPlainScalars(found.variable.value))
    : undefined;
}

function find(variables: Pick<VariableMap, 'get'>, what: ConnectionVariable): Found | undefined {
  const name = CONNECTION_VARIABLES[what].findLast((each) => (variables.get(each)?.value ?? null) !== null);
  const variable = name === undefined ? undefined : variables.get(name);
  return name === undefined || variable === undefined ? undefined : { name, variable };
}

function readVariable<T>(
  variables: VariableMap,
  what: ConnectionVariable,
  as: Read<T>,
  expected: string,
  fix: string,
  { problems, evaluate }: TargetContext,
): T | undefined {
  const found = find(variables, what);
  if (found === undefined) return undefined;
  const done = evaluate(found.variable, found.name);
  if ('finding' in done) {
    problems.add(unusableSpot(found.variable, done), done.finding);
    return undefined;
  }
  const value = as(withPlainScalars(done.value));
  if (value !== undefined) return value;
  const secret = done.secret || what === 'password' || what === 'becomePassword';
  problems.add(found.variable.spot, {
    name: 'wrong-value',
    summary: `${found.name} must be ${expected}`,
    ...(secret ? {} : { detail: `It is ${kindOf(done.value)}.` }),
    fix,
  });
  return undefined;
}
