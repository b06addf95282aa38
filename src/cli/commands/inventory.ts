import type { Command } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import type { Inventory } from '../../inventory/types.ts';
import type { CommandContext } from '../context.ts';
import { withSourceOption } from '../options/options.ts';
import { type VaultOptions, withVaultOptions } from '../vault/options.ts';

interface InventoryOptions extends VaultOptions {
  readonly inventory: readonly string[];
  readonly playbookDir: string;
  readonly limit?: string;
  readonly extraVars: readonly string[];
  readonly export?: boolean;
  readonly yaml?: boolean;
  readonly toml?: boolean;
  readonly output?: string;
  readonly vars?: boolean;
}

const INVENTORY = 'inventory file or folder';
const MISSING = { code: 'commander.missingArgument' };
const EXPORT = [
  '--export',
  'each variable where it is set, instead of all that a host has in the end',
] as const;
const YAML = ['-y, --yaml', 'YAML instead of JSON'] as const;

/** `inventory list|graph|host|config`: what an inventory says, as `ansible-inventory` prints it; secrets masked. */
export function registerInventory(program: Command, context: CommandContext): void {
  const command = program
    .command('inventory')
    .description('Show what an inventory says, as ansible-inventory does.');
  withOptions(command.command('list'))
    .argument('[inventory]', INVENTORY)
    .description('All groups and hosts with their variables, as JSON.')
    .option(...EXPORT)
    .option(...YAML)
    .option('--toml', 'TOML instead of JSON')
    .option('--output <file>', 'write it into this file instead of printing it')
    .action((path: string | undefined, options: InventoryOptions) =>
      show(context, path, options, async (inventory) => {
        const { listInventory } = await import('../../inventory/select/listing.ts');
        return success(listInventory(inventory, options));
      }),
    );
  withOptions(command.command('graph'))
    .argument('[inventory]', `${INVENTORY}; left out where -i names one`)
    .argument('[group]', 'where to begin (default: all)')
    .description('Groups and hosts as a tree.')
    .option('--vars', 'with their variables')
    .action((first: string | undefined, second: string | undefined, options: InventoryOptions) => {
      const { path, name } = namedIn(first, second, options.inventory.length > 0);
      return show(context, path, options, (inventory) => graph(inventory, name ?? 'all', options.vars));
    });
  const shown = withOptions(command.command('host'));
  shown
    .usage('[options] [inventory] <host>')
    .argument('[inventory]', `${INVENTORY}; left out where -i or ansible.cfg names one`)
    .argument('[host]', "the host's name")
    .description("One host's variables, as JSON.")
    .option(...EXPORT)
    .option(...YAML)
    .action((first: string | undefined, second: string | undefined, options: InventoryOptions) => {
      const { path, name } = namedIn(first, second, true);
      if (name === undefined) return shown.error("error: missing required argument 'host'", MISSING);
      return show(context, path, options, (inventory) => host(inventory, name, options));
    });
  command
    .command('config')
    .description('Which ansible.cfg is in force, and what it sets.')
    .action(async () => {
      const { tellConfig } = await import('../ansible-cfg/tell-config.ts');
      const told = tellConfig(context);
      if (told.ok) context.out(told.value);
      else await reportProblems(context, told.problems);
      context.exit(told.ok ? 0 : exitCodeFor(told.problems));
    });
}

function withOptions(command: Command): Command {
  return withSourceOption(withVaultOptions(command))
    .option('--playbook-dir <dir>', 'where a playbook lies whose group_vars and host_vars count too', '.')
    .option('-l, --limit <pattern>', 'only hosts that the pattern matches')
    .option(
      '-e, --extra-vars <key=value>',
      'variable that wins over the inventory; also JSON or @file',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    );
}

/** An inventory and a name in it; of one word alone, `isName` tells which it is. */
function namedIn(
  first: string | undefined,
  second: string | undefined,
  isName: boolean,
): { readonly path: string | undefined; readonly name: string | undefined } {
  return second === undefined && isName ? { path: undefined, name: first } : { path: first, name: second };
}

async function graph(inventory: Inventory, group: string, vars = false): Promise<Outcome<string>> {
  const { graphInventory } = await import('../../inventory/select/listing.ts');
  if (inventory.groups.has(group)) return success(graphInventory(inventory, group, vars));
  return unknown('group', group, [...inventory.groups.keys()]);
}

async function host(inventory: Inventory, name: string, options: InventoryOptions): Promise<Outcome<string>> {
  const { showHost } = await import('../../inventory/select/listing.ts');
  const found = inventory.hosts.get(name);
  return found === undefined
    ? unknown('host', name, [...inventory.hosts.keys()])
    : success(showHost(found, inventory, options));
}

async function unknown(what: string, name: string, known: readonly string[]): Promise<Outcome<never>> {
  const { nearest } = await import('../../core/text/nearest.ts');
  const meant = nearest(name, known);
  return failure({
    code: 'usage.no-match',
    summary: `the inventory has no ${what} "${name}"`,
    ...(meant === undefined ? {} : { detail: `did you mean "${meant}"?` }),
    fix: 'havip-deploy inventory graph shows what there is.',
  });
}

async function show(
  context: CommandContext,
  path: string | undefined,
  options: InventoryOptions,
  print: (inventory: Inventory) => Promise<Outcome<string>>,
): Promise<void> {
  const inventory = await load(context, path, options);
  const made = inventory.ok ? await print(inventory.value) : inventory;
  const printed = made.ok ? await deliver(context, `${made.value}\n`, options.output) : made;
  if (!printed.ok) await reportProblems(context, printed.problems);
  context.exit(printed.ok ? 0 : exitCodeFor(printed.problems));
}

/** Prints a text, or writes it into the file that is named. */
async function deliver(context: CommandContext, text: string, file?: string): Promise<Outcome<void>> {
  if (file === undefined) return success(context.out(text));
  const { placeFile, unwritable } = await import('../output/replace-file.ts');
  try {
    await placeFile(file, text);
    return success(undefined);
  } catch (error) {
    return failure(unwritable(file, error));
  }
}

/** Nobody is contacted, so no password is needed, whatever ansible.cfg says. */
const NOBODY_ASKED = { askPass: false, askBecomePass: false };

async function load(
  context: CommandContext,
  path: string | undefined,
  options: InventoryOptions,
): Promise<Outcome<Inventory>> {
  const { limit, playbookDir, ...others } = options;
  const [{ limitInventory }, { prepareInventory }, { Redactor }] = await Promise.all([
    import('../../inventory/index.ts'),
    import('../prepare/prepare-inventory.ts'),
    import('../../core/secret.ts'),
  ]);
  const prepared = await prepareInventory(
    context,
    path,
    { ...others, ...NOBODY_ASKED },
    new Redactor(),
    playbookDir,
    true,
  );
  if (!prepared.ok) return prepared;
  const { inventory } = prepared.value;
  return limit === undefined ? success(inventory) : limitInventory(inventory, limit);
}

async function reportProblems(context: CommandContext, problems: readonly Problem[]): Promise<void> {
  const { formatProblems } = await import('../../report/index.ts');
  const color = context.errIsTerminal && (context.environment.NO_COLOR ?? '') === '';
  context.err(formatProblems(problems, { color, readSource }));
}

function readSource(file: string): string | undefined {
  try {
    return readNamedFile(file).toString('utf8');
  } catch {
    // Only an excerpt for a message: without the file, the message stands alone.
    return undefined;
  }
}
