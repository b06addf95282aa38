import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type EngineOptions, withEngineOptions, withPauseLimit } from '../engine/options.ts';
import { type CommonOptions, withChangeOptions, withCloudOptions } from '../options/options.ts';
import { withPlanOption } from '../options/plan-options.ts';
import { type RollingOptions, withRollingOptions } from '../options/rolling-options.ts';

import type { PlanFlags } from '../saved-plan/saved-plan.ts';

/** `up INVENTORY`: converge every cluster, then verify it. */
export function registerUp(program: Command, context: CommandContext): void {
  withEngineOptions(
    withPauseLimit(
      withPlanOption(withRollingOptions(withCloudOptions(withChangeOptions(program.command('up'))))),
    ),
  )
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Converge every cluster, then verify it.')
    .action(
      async (
        inventory: string | undefined,
        options: CommonOptions & RollingOptions & PlanFlags & EngineOptions,
      ) => {
        const { runBuiltIn } = await import('../execute/execute.ts');
        context.exit(await runBuiltIn(context, { command: 'up', playbook: 'up', inventory, options }));
      },
    );
}
