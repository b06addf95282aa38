import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Redactor, Secret } from '../core/secret.ts';
import { type Inventory, loadInventory, selectHosts } from '../inventory/index.ts';
import type { CommandContext } from './context.ts';
import { parseExtraVars } from './extra-vars.ts';
import type { CommonOptions } from './options.ts';
import { readVaultKeys, type VaultOptions } from './vault-options.ts';

/** The options that decide what an inventory says. */
export type InventoryOptions = Pick<CommonOptions, 'extraVars' | 'become' | 'askBecomePass' | 'limit'> &
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
  path: string,
  options: InventoryOptions,
  redactor: Redactor,
): Promise<Outcome<PreparedInventory>> {
  const given = await parseExtraVars(options.extraVars);
  if (!given.ok) return given;
  const become = await becomeVars(context, options, redactor);
  if (!become.ok) return become;
  const keys = await readVaultKeys(context, options);
  if (!keys.ok) return keys;
  const inventory = await loadInventory({
    path,
    extraVars: { ...given.value, ...become.value },
    homeDirectory: context.homeDirectory,
    localUser: context.localUser,
    redactor,
    vaultKeys: keys.value,
    environment: context.environment,
    playbookFolder: '.',
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
  path: string,
  options: InventoryOptions,
  redactor: Redactor,
): Promise<Outcome<PreparedInventory>> {
  const prepared = await prepareInventory(context, path, options, redactor);
  if (!prepared.ok) return prepared;
  const { inventory, limit } = prepared.value;
  const members = [...inventory.memberNames].filter((name) => limit?.has(name) ?? true);
  const problems = inventory.problemsOf(members);
  return problems.length === 0 ? prepared : failure(...problems);
}

async function becomeVars(
  context: CommandContext,
  options: InventoryOptions,
  redactor: Redactor,
): Promise<Outcome<Readonly<Record<string, true | Secret>>>> {
  const become = options.become === true ? { ansible_become: true as const } : {};
  if (options.askBecomePass !== true) return success(become);
  const password = await context.askSecret('BECOME password: ');
  if (password.reveal() === '') {
    return failure({
      code: 'usage.no-password',
      summary: '--ask-become-pass was given no password',
      detail: 'It is asked for on a terminal; without one it is the first line of standard input.',
      fix: 'Type the password, or pass it in: havip-deploy … --ask-become-pass < FILE',
    });
  }
  redactor.add(password);
  // By its last name, which wins over all others that the inventory may use.
  return success({ ...become, ansible_sudo_pass: password });
}
