import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type EngineOptions, withEngineOptions, withPauseLimit } from '../engine/options.ts';
import { type CommonOptions, withChangeOptions, withCloudOptions } from '../options/options.ts';
import { type RollingOptions, withRollingOptions } from '../options/rolling-options.ts';

/** `upgrade INVENTORY --to VERSION`: another keepalived on every cluster, a node at a time. */
export function registerUpgrade(program: Command, context: CommandContext): void {
  withEngineOptions(
    withPauseLimit(
      withRollingOptions(
        withCloudOptions(withChangeOptions(program.command('upgrade'))).requiredOption(
          '--to <version>',
          'such as 2.3.3, or as the package manager writes it: 1:2.2.7-1+b2',
        ),
      ),
    ),
  )
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description(
      'Bring every cluster to one version of keepalived: the standby first, then one measured handover, then the old holder. Nothing is changed anywhere when the version is not to be had everywhere.',
    )
    .action(
      async (inventory: string | undefined, options: CommonOptions & RollingOptions & EngineOptions) => {
        const { runBuiltIn } = await import('../execute/execute.ts');
        context.exit(
          await runBuiltIn(context, { command: 'upgrade', playbook: 'upgrade', inventory, options }),
        );
      },
    );
}
