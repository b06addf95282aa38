import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { Secret } from '../../core/secret.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { canRun } from '../../inventory/sources/files.ts';
import type { VaultKey } from '../../inventory/types.ts';
import type { CommandContext } from '../context.ts';

/** Where vault passwords come from. */
export interface VaultOptions {
  readonly askVaultPass?: boolean;
  readonly vaultPasswordFile?: readonly string[];
  readonly vaultId?: readonly string[];
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The options of ansible-vault that say how encrypted files and values are opened. */
export function withVaultOptions(command: Command): Command {
  return command
    .option('-J, --ask-vault-pass', 'ask for the vault password')
    .option(
      '--vault-password-file <file>',
      'file with a vault password, or a program that prints it',
      collect,
    )
    .option('--vault-id <id@source>', 'vault password of an id: ID@FILE, ID@PROGRAM or ID@prompt', collect);
}

/** Every vault password that the options, or else the environment, give. */
export async function readVaultKeys(
  context: CommandContext,
  options: VaultOptions,
): Promise<Outcome<readonly VaultKey[]>> {
  const { ANSIBLE_VAULT_PASSWORD_FILE: fromEnvironment = '' } = context.environment;
  const files = options.vaultPasswordFile ?? (fromEnvironment === '' ? [] : [fromEnvironment]);
  const wanted = [
    ...(options.vaultId ?? []).map(splitId),
    ...files.map((source) => ({ id: 'default', source })),
    ...(options.askVaultPass === true ? [{ id: 'default', source: 'prompt' }] : []),
  ];
  const keys: VaultKey[] = [];
  for (const { id, source } of wanted) {
    const password = await passwordOf(context, id, source);
    if (!password.ok) return password;
    keys.push({ id, password: password.value });
  }
  return success(keys);
}

function splitId(text: string): { readonly id: string; readonly source: string } {
  const at = text.indexOf('@');
  return at < 0
    ? { id: 'default', source: text }
    : { id: text.slice(0, at) || 'default', source: text.slice(at + 1) };
}

async function passwordOf(context: CommandContext, id: string, source: string): Promise<Outcome<Secret>> {
  if (source === 'prompt' || source === 'prompt_ask_vault_pass') {
    const password = await context.askSecret(`Vault password${id === 'default' ? '' : ` (${id})`}: `);
    return password.reveal() === '' ? empty('the prompt') : success(password);
  }
  const path = source.replace(/^~(?=\/)/, context.homeDirectory);
  try {
    // As Ansible does it: of what a program prints, blanks belong to the password.
    const password = isExecutable(path)
      ? printedBy(path, id).replace(/^[\r\n]+|[\r\n]+$/g, '')
      : readFileSync(path, 'utf8').trim();
    return password === '' ? empty(path) : success(new Secret(password));
  } catch (error) {
    return failure({
      code: 'usage.vault-password',
      summary: `no vault password from ${path}`,
      detail: messageOf(error),
      fix: 'Name a file with the password, or a program that prints it.',
    });
  }
}

function empty(source: string): Outcome<never> {
  return failure({
    code: 'usage.vault-password',
    summary: `${source} gives an empty vault password`,
    fix: 'Write the password there.',
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return canRun(path);
  } catch {
    return false;
  }
}

/** As in Ansible, a program whose name ends with -client is told the id. */
function printedBy(path: string, id: string): string {
  const program = path.includes('/') ? path : `./${path}`;
  const words = /-client(?:\.\w+)?$/.test(basename(path)) ? ['--vault-id', id] : [];
  const { stdout, status, error } = spawnSync(program, words, {
    encoding: 'utf8',
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`it ended with ${status}`);
  return stdout;
}
