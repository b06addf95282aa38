import type { Command } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { exitCodeFor } from '../../core/problem.ts';
import type { VaultKey } from '../../inventory/types.ts';
import type { CommandContext } from '../context.ts';
import { readVaultKeys, type VaultOptions, withVaultOptions } from '../vault/options.ts';

interface VaultCommandOptions extends VaultOptions {
  readonly encryptVaultId?: string;
  readonly newVaultPasswordFile?: string;
  readonly newVaultId?: string;
  readonly name?: string;
  readonly output?: string;
}

const OUTPUT = ['--output <file>', 'where the result goes instead; - is standard output'] as const;
const ENCRYPT_ID = ['--encrypt-vault-id <id>', 'the id to encrypt with, where several are given'] as const;
const FILES = [
  '[file...]',
  'files; without one, or for -, standard input, and the result to standard output',
] as const;

/** `vault encrypt|decrypt|view|edit|rekey|encrypt-string`: secrets in ansible-vault's format. */
export function registerVault(program: Command, context: CommandContext): void {
  const vault = program.command('vault').description("Keep secrets in ansible-vault's format.");
  const add = (name: string, what: string) => withVaultOptions(vault.command(name).description(what));
  add('encrypt', 'Encrypt files in their place.')
    .option(...ENCRYPT_ID)
    .option(...OUTPUT)
    .argument(...FILES)
    .action((files: string[], options: VaultCommandOptions) =>
      work(context, options, async (keys, { changeFiles, encrypting }) =>
        changeFiles(context, orStandard(files), encrypting(keys, options.encryptVaultId), options.output),
      ),
    );
  add('decrypt', 'Decrypt files in their place.')
    .option(...OUTPUT)
    .argument(...FILES)
    .action((files: string[], options: VaultCommandOptions) =>
      work(context, options, async (keys, { changeFiles, decrypting }) =>
        changeFiles(context, orStandard(files), decrypting(keys), options.output),
      ),
    );
  add('view', 'Print what encrypted files say.')
    .argument('<file...>', 'encrypted files')
    .action((files: string[], options: VaultCommandOptions) =>
      work(context, options, async (keys, tools) => view(context, files, keys, tools)),
    );
  add('edit', 'Edit an encrypted file in $EDITOR.')
    .argument('<file>', 'an encrypted file')
    .action((file: string, options: VaultCommandOptions) =>
      work(context, options, async (keys, { changeFiles, editing }) =>
        changeFiles(context, [file], editing(context, keys)),
      ),
    );
  add('rekey', 'Encrypt files anew with another password.')
    .argument('<file...>', 'encrypted files')
    .option('--new-vault-password-file <file>', 'file with the new password, or a program that prints it')
    .option('--new-vault-id <id@source>', 'the new password with an id')
    .action((files: string[], options: VaultCommandOptions) =>
      work(context, options, async (keys, tools) => rekey(context, files, keys, options, tools)),
    );
  add('encrypt-string', 'Encrypt one value, to be put into a YAML file.')
    .option(...ENCRYPT_ID)
    .argument('[value]', 'the value; without one, standard input')
    .option('-n, --name <name>', 'the name of the variable')
    .action((value: string | undefined, options: VaultCommandOptions) =>
      work(context, options, (keys, tools) => encryptString(context, value, keys, options, tools)),
    );
}

function orStandard(files: readonly string[]): readonly string[] {
  return files.length === 0 ? ['-'] : files;
}

/** What the commands work with, loaded when one of them runs. */
async function loadTools() {
  const [files, changes, { sealVault }] = await Promise.all([
    import('../vault/change-files.ts'),
    import('../vault/changes.ts'),
    import('../../inventory/vault/vault.ts'),
  ]);
  return { ...files, ...changes, sealVault };
}

type Tools = Awaited<ReturnType<typeof loadTools>>;

async function work(
  context: CommandContext,
  options: VaultCommandOptions,
  use: (keys: readonly VaultKey[], tools: Tools) => Promise<Outcome<unknown>>,
): Promise<void> {
  const keys = await givenKeys(context, options);
  const done = keys.ok ? await use(keys.value, await loadTools()) : keys;
  if (!done.ok) {
    const { formatProblems } = await import('../../report/index.ts');
    context.err(`${formatProblems(done.problems, { color: false })}\n`);
  }
  context.exit(done.ok ? 0 : exitCodeFor(done.problems));
}

/** The passwords of options, environment and ansible.cfg; where none of them gives one, a person is asked. */
async function givenKeys(
  context: CommandContext,
  options: VaultCommandOptions,
): Promise<Outcome<readonly VaultKey[]>> {
  const [{ readAnsibleConfig }, { tellUnsafe, withConfig }] = await Promise.all([
    import('../ansible-cfg/read-config.ts'),
    import('../ansible-cfg/with-config.ts'),
  ]);
  const config = readAnsibleConfig(context);
  if (!config.ok) return config;
  tellUnsafe(context, config.value);
  const asking = withConfig(options, config.value);
  const keys = await readVaultKeys(context, asking);
  if (!keys.ok || keys.value.length > 0) return keys;
  return readVaultKeys(context, { ...asking, askVaultPass: true });
}

function view(
  context: CommandContext,
  files: readonly string[],
  keys: readonly VaultKey[],
  { changeFiles, decrypting }: Tools,
): Promise<Outcome<unknown>> {
  const decrypt = decrypting(keys);
  return changeFiles(context, files, (content, path) => {
    const plain = decrypt(content, path);
    if (plain.ok) context.out(`${plain.value}`);
    return plain.ok ? success(undefined) : plain;
  });
}

async function rekey(
  context: CommandContext,
  files: readonly string[],
  keys: readonly VaultKey[],
  { newVaultId, newVaultPasswordFile }: VaultCommandOptions,
  { changeFiles, rekeying }: Tools,
): Promise<Outcome<unknown>> {
  const asked = await readVaultKeys(context, {
    ...(newVaultId === undefined ? {} : { vaultId: [newVaultId] }),
    vaultPasswordFile: newVaultPasswordFile === undefined ? [] : [newVaultPasswordFile],
    askVaultPass: newVaultId === undefined && newVaultPasswordFile === undefined,
  });
  const [key] = asked.ok ? asked.value : [];
  if (!asked.ok || key === undefined) return asked;
  return changeFiles(context, files, rekeying(keys, key));
}

async function encryptString(
  context: CommandContext,
  given: string | undefined,
  keys: readonly VaultKey[],
  { encryptVaultId, name }: VaultCommandOptions,
  { chosenKey, sealVault }: Tools,
): Promise<Outcome<unknown>> {
  const key = chosenKey(keys, encryptVaultId);
  if (!key.ok) return key;
  const value = given ?? (await typedOrPiped(context));
  if (value.length === 0) return failure(NOTHING);
  const sealed = sealVault(value, key.value).trimEnd();
  context.out(
    `${name === undefined ? '' : `${name}: `}!vault |\n${sealed.replaceAll(/^/gm, '          ')}\n`,
  );
  return success(undefined);
}

/** What a person types is not shown. */
async function typedOrPiped(context: CommandContext): Promise<string | Buffer> {
  if (!context.inIsTerminal) return context.readInput();
  return (await context.askSecret('Value to encrypt: ')).reveal();
}

const NOTHING = {
  code: 'usage.vault',
  summary: 'there is no value to encrypt',
  fix: 'Give it as the argument, or on standard input.',
} as const;
