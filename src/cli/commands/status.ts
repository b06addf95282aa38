import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions } from '../options/options.ts';

/** `status INVENTORY`: how every cluster stands, and how far it is from what the inventory wants. */
export function registerStatus(program: Command, context: CommandContext): void {
  withHostOptions(program.command('status'))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Show holder, VRRP state, versions and drift of every cluster; change nothing.')
    .option('--detailed-exitcode', 'exit with 6 when there are changes to make')
    .action(
      async (
        inventory: string | undefined,
        options: CommonOptions & { readonly detailedExitcode?: boolean },
      ) => {
        const { runBuiltIn } = await import('../execute/execute.ts');
        const looking = { ...options, check: true, tags: [], skipTags: [] };
        context.exit(
          await runBuiltIn(context, { command: 'status', playbook: 'up', inventory, options: looking }),
        );
      },
    );
}
