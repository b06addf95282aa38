import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import { isVault, openVault, sealVault, type VaultKey } from '../../inventory/vault/vault.ts';
import type { CommandContext } from '../context.ts';
import { replaceFile, unwritable } from '../replace-file.ts';
import { readVaultKeys, type VaultOptions, withVaultOptions } from '../vault-options.ts';

interface VaultCommandOptions extends VaultOptions {
  readonly encryptVaultId?: string;
  readonly newVaultPasswordFile?: string;
  readonly newVaultId?: string;
  readonly name?: string;
  readonly output?: string;
}

/** What is done with one file's text; undefined leaves the file alone. */
type Change = (text: string, path: string) => Outcome<string | undefined>;

/** `vault encrypt|decrypt|view|edit|rekey|encrypt-string`: secrets in ansible-vault's format. */
export function registerVault(program: Command, context: CommandContext): void {
  const vault = program.command('vault').description("Keep secrets in ansible-vault's format.");
  const add = (name: string, what: string) =>
    withVaultOptions(vault.command(name).description(what)).option(
      '--encrypt-vault-id <id>',
      'the id to encrypt with, where several are given',
    );
  add('encrypt', 'Encrypt files in their place.')
    .argument('<file...>', 'files to encrypt')
    .action((files: string[], options: VaultCommandOptions) =>
      withKeys(context, options, (keys) => changeFiles(context, files, encrypting(keys, options))),
    );
  add('decrypt', 'Decrypt files in their place.')
    .argument('<file...>', 'files to decrypt')
    .action((files: string[], options: VaultCommandOptions) =>
      withKeys(context, options, (keys) =>
        changeFiles(context, files, (text, path) => opened(text, path, keys)),
      ),
    );
  add('view', 'Print what encrypted files say.')
    .argument('<file...>', 'encrypted files')
    .action((files: string[], options: VaultCommandOptions) =>
      withKeys(context, options, (keys) =>
        changeFiles(context, files, (text, path) => {
          const plain = opened(text, path, keys);
          if (plain.ok) context.out(plain.value);
          return plain.ok ? success(undefined) : plain;
        }),
      ),
    );
  add('edit', 'Edit an encrypted file in $EDITOR.')
    .argument('<file>', 'an encrypted file')
    .action((file: string, options: VaultCommandOptions) =>
      withKeys(context, options, (keys) =>
        changeFiles(context, [file], (text, path) => edited(context, text, path, keys)),
      ),
    );
  add('rekey', 'Encrypt files anew with another password.')
    .argument('<file...>', 'encrypted files')
    .option('--new-vault-password-file <file>', 'file with the new password, or a program that prints it')
    .option('--new-vault-id <id@source>', 'the new password with an id')
    .action((files: string[], options: VaultCommandOptions) =>
      withKeys(context, options, (keys) => rekey(context, files, keys, options)),
    );
  add('encrypt-string', 'Encrypt one value, to be put into a YAML file.')
    .argument('[value]', 'the value; without one, standard input')
    .option('-n, --name <name>', 'the name of the variable')
    .action((value: string | undefined, options: VaultCommandOptions) =>
      withKeys(context, options, async (keys) => {
        const key = chosenKey(keys, options.encryptVaultId);
        if (!key.ok) return key;
        const sealed = sealVault(value ?? readFileSync(0, 'utf8'), key.value).trimEnd();
        const name = options.name === undefined ? '' : `${options.name}: `;
        context.out(`${name}!vault |\n${sealed.replaceAll(/^/gm, '          ')}\n`);
        return success(undefined);
      }),
    );
}

async function withKeys(
  context: CommandContext,
  options: VaultCommandOptions,
  work: (keys: readonly VaultKey[]) => Promise<Outcome<unknown>>,
): Promise<void> {
  const asked =
    options.vaultId ?? options.vaultPasswordFile ?? context.environment.ANSIBLE_VAULT_PASSWORD_FILE;
  const keys = await readVaultKeys(
    context,
    asked === undefined ? { ...options, askVaultPass: true } : options,
  );
  const done = keys.ok ? await work(keys.value) : keys;
  if (!done.ok) {
    const { formatProblems } = await import('../../report/index.ts');
    context.err(`${formatProblems(done.problems, { color: false })}\n`);
  }
  context.exit(done.ok ? 0 : exitCodeFor(done.problems));
}

/** All new texts are known before the first is written; each that cannot be written stays as it was. */
async function changeFiles(
  context: CommandContext,
  files: readonly string[],
  change: Change,
): Promise<Outcome<unknown>> {
  const changed = files.map((path) => {
    const text = readOr(path);
    return { path, done: text.ok ? change(text.value, path) : text };
  });
  const problems = changed.flatMap(({ done }) => (done.ok ? [] : done.problems));
  if (problems.length > 0) return failure(...problems);
  const unwritten: Problem[] = [];
  for (const { path, done } of changed) {
    if (!done.ok || done.value === undefined) continue;
    try {
      await replaceFile(path, done.value);
      context.err(`${path}: written\n`);
    } catch (error) {
      unwritten.push(unwritable(path, error));
    }
  }
  return unwritten.length > 0 ? failure(...unwritten) : success(undefined);
}

function readOr(path: string): Outcome<string> {
  try {
    return success(readFileSync(path, 'utf8'));
  } catch (error) {
    return failure({
      code: 'usage.unreadable-file',
      summary: `cannot read ${path}`,
      detail: error instanceof Error ? error.message : String(error),
      fix: 'Name a file that you may read and write.',
    });
  }
}

function encrypting(keys: readonly VaultKey[], options: VaultCommandOptions): Change {
  return (text, path) => {
    if (isVault(text)) return refused(path, 'is encrypted already', 'Use rekey to encrypt it anew.');
    const key = chosenKey(keys, options.encryptVaultId);
    return key.ok ? success(sealVault(text, key.value)) : key;
  };
}

function opened(text: string, path: string, keys: readonly VaultKey[]): Outcome<string> {
  if (!isVault(text)) return refused(path, 'is not encrypted', 'Name a file in the format of ansible-vault.');
  const plain = openVault(text, keys);
  return 'text' in plain
    ? success(plain.text)
    : refused(path, 'cannot be opened', 'Give its password.', plain.error);
}

function edited(
  context: CommandContext,
  text: string,
  path: string,
  keys: readonly VaultKey[],
): Outcome<string | undefined> {
  if (!isVault(text)) return refused(path, 'is not encrypted', 'Encrypt it first.');
  const plain = openVault(text, keys);
  if (!('text' in plain)) return refused(path, 'cannot be opened', 'Give its password.', plain.error);
  const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-vault-'));
  try {
    const draft = join(folder, path.replace(/^.*\//, ''));
    writeFileSync(draft, plain.text, { mode: 0o600 });
    const editor = context.environment.EDITOR ?? 'vi';
    const { status } = spawnSync('/bin/sh', ['-c', `${editor} "$1"`, 'edit', draft], { stdio: 'inherit' });
    if (status !== 0) return refused(path, 'is left as it is', 'The editor must end with 0.');
    const now = readFileSync(draft, 'utf8');
    return success(now === plain.text ? undefined : sealVault(now, plain.key));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rekey(
  context: CommandContext,
  files: readonly string[],
  keys: readonly VaultKey[],
  options: VaultCommandOptions,
): Promise<Outcome<unknown>> {
  const { newVaultId, newVaultPasswordFile } = options;
  const asked = await readVaultKeys(context, {
    ...(newVaultId === undefined ? {} : { vaultId: [newVaultId] }),
    vaultPasswordFile: newVaultPasswordFile === undefined ? [] : [newVaultPasswordFile],
    askVaultPass: newVaultId === undefined && newVaultPasswordFile === undefined,
  });
  const [key] = asked.ok ? asked.value : [];
  if (!asked.ok || key === undefined) return asked;
  return changeFiles(context, files, (text, path) => {
    const plain = opened(text, path, keys);
    return plain.ok ? success(sealVault(plain.value, key)) : plain;
  });
}

function chosenKey(keys: readonly VaultKey[], id: string | undefined): Outcome<VaultKey> {
  const key = id === undefined ? keys[0] : keys.find((each) => each.id === id);
  if (key !== undefined && (id !== undefined || new Set(keys.map((each) => each.id)).size === 1))
    return success(key);
  return failure({
    code: 'usage.vault-id',
    summary: id === undefined ? 'several vault passwords are given' : `no vault password has the id "${id}"`,
    fix: 'Say with --encrypt-vault-id which one is to be used.',
  });
}

function refused(path: string, what: string, fix: string, detail?: string): Outcome<never> {
  return failure({
    code: 'usage.vault',
    summary: `${path} ${what}`,
    ...(detail === undefined ? {} : { detail }),
    fix,
  });
}
