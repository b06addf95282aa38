import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions, withLockOptions } from '../options/options.ts';

interface DownOptions extends CommonOptions {
  readonly purge?: boolean;
  readonly deleteAddress?: boolean;
  readonly yes?: boolean;
}

/** `down INVENTORY`: take away again what `up` has made. */
export function registerDown(program: Command, context: CommandContext): void {
  withLockOptions(withHostOptions(program.command('down')))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description(
      'Take clusters away again: unbind the EIP, remove keepalived from every member, delete the HAVIP that `up` made.',
    )
    .option('-C, --check', 'change nothing, show what would change')
    .option('--purge', 'uninstall keepalived itself, too, and remove its log')
    .option('--delete-address', 'delete HAVIP and release EIP also where `up` did not make them')
    .option('-y, --yes', 'do not ask')
    .action(async (inventory: string | undefined, options: DownOptions) => {
      const { runDown } = await import('../execute/execute-down.ts');
      context.exit(await runDown(context, inventory, options));
    });
}
