import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options/options.ts';
import type { AnsibleConfig } from './read-config.ts';

type Asking = Pick<
  CommonOptions,
  'askPass' | 'askBecomePass' | 'askVaultPass' | 'vaultPasswordFile' | 'vaultId'
>;

/** What a command line does not ask for, as ansible.cfg has it. */
export function withConfig<O extends Asking>(options: O, config: AnsibleConfig): O {
  const { askPass, askBecomePass, askVaultPass, vaultPasswordFile, vaultId } = options;
  const file = config.value('vault_password_file');
  const ids = config.value('vault_identity_list')?.split(',');
  return {
    ...options,
    ...(askPass === undefined && config.value('ask_pass') === true ? { askPass: true } : {}),
    ...(askBecomePass === undefined && config.value('become_ask_pass') === true
      ? { askBecomePass: true }
      : {}),
    ...(askVaultPass === undefined && config.value('ask_vault_pass') === true ? { askVaultPass: true } : {}),
    ...(vaultPasswordFile === undefined && file !== undefined ? { vaultPasswordFile: [file] } : {}),
    ...(vaultId === undefined && ids !== undefined ? { vaultId: ids.map((id) => id.trim()) } : {}),
  };
}

/** Names an ansible.cfg that is passed over. */
export function tellUnsafe(
  { err }: Pick<CommandContext, 'err'>,
  { writableByOthers }: Pick<AnsibleConfig, 'writableByOthers'>,
): void {
  if (writableByOthers === undefined) return;
  err(
    `${writableByOthers} is passed over: other users can write it, or its folder. ANSIBLE_CONFIG can name it.\n`,
  );
}
