import { failure, type Outcome, success } from '../../core/outcome.ts';
import { formatPlace, type Problem } from '../../core/problem.ts';
import type { Redactor, Secret } from '../../core/secret.ts';
import { printable } from '../../core/text/printable.ts';
import type { CloudSearcher } from '../../inventory/cloud/cloud-source.ts';
import {
  type ConnectionDefaults,
  expandHome,
  type Inventory,
  loadInventory,
  selectHosts,
} from '../../inventory/index.ts';
import { connectionSettings } from '../ansible-cfg/connection-settings.ts';
import { readAnsibleConfig } from '../ansible-cfg/read-config.ts';
import { tellUnsafe, withConfig } from '../ansible-cfg/with-config.ts';
import type { CommandContext } from '../context.ts';
import { parseExtraVars } from '../options/extra-vars.ts';
import { type CommonOptions, sourcesOf } from '../options/options.ts';
import { readVaultKeys, type VaultOptions } from '../vault/options.ts';
import { cloudConnector } from './cloud-connector.ts';

/** The options that decide what an inventory says. */
export type InventoryOptions = Pick<
  CommonOptions,
  | 'inventory'
  | 'extraVars'
  | 'user'
  | 'askPass'
  | 'privateKey'
  | 'become'
  | 'becomeUser'
  | 'askBecomePass'
  | 'limit'
> &
  VaultOptions;

/** An inventory as a command line gives it. */
export interface PreparedInventory {
  readonly inventory: Inventory;
  /** Names of the hosts that `--limit` leaves; undefined without one. */
  readonly limit: ReadonlySet<string> | undefined;
}

/** Reads the inventory with the options' variables; its secrets become known to the redactor. */
export async function prepareInventory(
  context: CommandContext,
  argument: string | undefined,
  options: InventoryOptions,
  redactor: Redactor,
  playbookFolder = '.',
  isOnlyShown = false,
): Promise<Outcome<PreparedInventory>> {
  const config = readAnsibleConfig(context);
  if (!config.ok) return config;
  tellUnsafe(context, config.value);
  const named = sourcesOf(argument, options);
  const sources = named.length > 0 ? named : (config.value.value('inventory') ?? []);
  if (sources.length === 0) return failure(noInventory);
  const asking = withConfig(options, config.value);
  const keys = await readVaultKeys(context, asking);
  if (!keys.ok) return keys;
  const given = await parseExtraVars(options.extraVars, { ...context, vaultKeys: keys.value });
  if (!given.ok) return given;
  const become = await becomeVars(context, asking, redactor);
  if (!become.ok) return become;
  const configured = connectionSettings(config.value, context.homeDirectory);
  if (!configured.ok) return configured;
  const defaults = await connectionDefaults(context, asking, redactor);
  if (!defaults.ok) return defaults;
  const inventory = await loadInventory({
    path: sources,
    connectionDefaults: { ...configured.value, ...defaults.value },
    extraVars: { ...given.value, ...become.value },
    homeDirectory: context.homeDirectory,
    localUser: context.localUser,
    redactor,
    vaultKeys: keys.value,
    searchCloud: cloudSearcher(context, redactor),
    environment: context.environment,
    playbookFolder,
    isOnlyShown,
    warn: (warnings) => tellWarnings(context, warnings, '; havip-deploy lint tells all'),
  });
  if (!inventory.ok) return inventory;
  if (options.limit === undefined) return success({ inventory: inventory.value, limit: undefined });
  const selected = selectHosts(inventory.value, options.limit);
  if (!selected.ok) return selected;
  return success({
    inventory: inventory.value,
    limit: new Set(selected.value.map(({ name }) => name)),
  });
}

/** The same for what is only about clusters: whatever is wrong with those that the limit leaves is told. */
export async function prepareClusters(
  context: CommandContext,
  argument: string | undefined,
  options: InventoryOptions,
  redactor: Redactor,
): Promise<Outcome<PreparedInventory>> {
  const prepared = await prepareInventory(context, argument, options, redactor);
  if (!prepared.ok) return prepared;
  const { inventory, limit } = prepared.value;
  const members = [...inventory.memberNames].filter((name) => limit?.has(name) ?? true);
  const problems = inventory.problemsOf(members);
  return problems.length === 0 ? prepared : failure(...problems);
}

/** More than this nobody reads on the way to something else. */
const MOST_WARNINGS = 10;

/** What is passed over, or is hardly meant so, a line each; what helps against several in a row is told once. */
export function tellWarnings(
  { err }: Pick<CommandContext, 'err'>,
  warnings: readonly Problem[],
  whereAll = '',
): void {
  const told = warnings.slice(0, MOST_WARNINGS);
  for (const [index, { summary, source, fix }] of told.entries()) {
    err(printable(`warning: ${source === undefined ? '' : `${formatPlace(source)}: `}${summary}\n`));
    if (fix !== undefined && told[index + 1]?.fix !== fix) err(printable(`  fix: ${fix}\n`));
  }
  const more = warnings.length - MOST_WARNINGS;
  if (more > 0) err(`warning: and ${more} more of this kind${whereAll}\n`);
}

/** Asks clouds for their machines; nothing of it is loaded before an inventory names one. */
function cloudSearcher(context: CommandContext, redactor: Redactor): CloudSearcher {
  const connect = cloudConnector(context, redactor);
  return async ({ provider, region, endpoint, ...search }) => {
    const cloud = await connect({ provider, region, ...(endpoint === undefined ? {} : { endpoint }) });
    return cloud.ok ? cloud.value.searchInstances(search) : cloud;
  };
}

const noInventory: Problem = {
  code: 'usage.no-inventory',
  summary: 'no inventory was given',
  fix: 'Name a file or folder, as the argument, with -i, or as inventory in ansible.cfg; `havip-deploy init` writes a first one.',
};

/** What hosts are reached with whose inventory does not say it: weaker than its variables, as with Ansible. */
async function connectionDefaults(
  context: CommandContext,
  { user, askPass, privateKey, becomeUser }: InventoryOptions,
  redactor: Redactor,
): Promise<Outcome<ConnectionDefaults>> {
  const named = {
    ...(user === undefined ? {} : { user }),
    ...(privateKey === undefined ? {} : { privateKeyFile: expandHome(privateKey, context.homeDirectory) }),
    ...(becomeUser === undefined ? {} : { becomeUser }),
  };
  if (askPass !== true) return success(named);
  const password = await askFor(context, 'SSH password: ', '--ask-pass', redactor);
  return password.ok ? success({ ...named, password: password.value }) : password;
}

/** A secret that an option has a person asked for. */
async function askFor(
  context: CommandContext,
  prompt: string,
  option: string,
  redactor: Redactor,
): Promise<Outcome<Secret>> {
  const password = await context.askSecret(prompt);
  redactor.add(password);
  if (password.reveal() !== '') return success(password);
  return failure({
    code: 'usage.no-password',
    summary: `${option} was given no password`,
    detail: 'It is asked for on a terminal; without one it is the first line of standard input.',
    fix: `Type the password, or pass it in: havip-deploy … ${option} < FILE`,
  });
}

async function becomeVars(
  context: CommandContext,
  options: InventoryOptions,
  redactor: Redactor,
): Promise<Outcome<Readonly<Record<string, true | Secret>>>> {
  const become = options.become === true ? { ansible_become: true as const } : {};
  if (options.askBecomePass !== true) return success(become);
  const password = await askFor(context, 'BECOME password: ', '--ask-become-pass', redactor);
  // By its last name, which wins over all others that the inventory may use.
  return password.ok ? success({ ...become, ansible_sudo_pass: password.value }) : password;
}
