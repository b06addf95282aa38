import { success } from '../../core/outcome.ts';
import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options/options.ts';
import { execute } from './execute.ts';

type RollbackOptions = CommonOptions & { readonly yes?: boolean };

/** Takes clusters back, and hosts of none where they are meant; gives the exit code. */
export async function runRollback(
  context: CommandContext,
  inventory: string | undefined,
  options: RollbackOptions,
): Promise<number> {
  const rollbackConsent =
    options.yes === true || options.check === true ? 'given' : context.inIsTerminal ? 'ask' : 'nobody-to-ask';
  const whole = { ...options, tags: [], skipTags: [], asks: rollbackConsent === 'ask' };
  const command = { command: 'rollback', playbook: 'rollback', inventory, options: whole };
  return execute(context, command, async (prepared) => {
    const { back } = await import('../../../playbooks/rollback.ts');
    // Without a word of them, nobody means what happened on hosts that only stand beside the clusters.
    const all =
      prepared !== undefined && (prepared.limit !== undefined || prepared.inventory.clusters.length === 0);
    return success({ playbook: back(all ? 'all' : undefined), rollbackConsent });
  });
}
