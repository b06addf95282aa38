import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions } from '../options/options.ts';

/** `unlock INVENTORY`: remove the lock that a run has left, or still has. */
export function registerUnlock(program: Command, context: CommandContext): void {
  withHostOptions(program.command('unlock'))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Show who has locked which cluster, and remove the locks after a question.')
    .option('-y, --yes', 'do not ask')
    .action(async (inventory: string | undefined, options: CommonOptions & { readonly yes?: boolean }) => {
      const { runUnlock } = await import('../execute/execute-unlock.ts');
      context.exit(await runUnlock(context, inventory, options));
    });
}
