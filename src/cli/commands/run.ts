import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type EngineOptions, withEngineOptions, withPauseLimit } from '../engine/options.ts';
import { type CommonOptions, withChangeOptions, withCloudOptions } from '../options/options.ts';
import { withOutOption, withPlanOption } from '../options/plan-options.ts';
import { type RollingOptions, withRollingOptions } from '../options/rolling-options.ts';
import { type StepOptions, withStepOptions } from '../options/step-options.ts';
import type { PlanFlags } from '../saved-plan/saved-plan.ts';

/** `run PLAYBOOK -i INVENTORY`: any typed playbook. */
export function registerRun(program: Command, context: CommandContext): void {
  withEngineOptions(
    withPauseLimit(
      withPlanOption(
        withOutOption(
          withRollingOptions(withStepOptions(withCloudOptions(withChangeOptions(program.command('run'))))),
        ),
      ),
    ),
  )
    .argument('<playbook>', 'TypeScript or JavaScript file whose default export is a playbook')
    .description('Run any typed playbook.')
    .action(
      async (
        playbook: string,
        options: CommonOptions & RollingOptions & StepOptions & PlanFlags & EngineOptions,
      ) => {
        const { runPlaybookFile } = await import('../execute/execute.ts');
        context.exit(
          await runPlaybookFile(context, { command: 'run', playbook, inventory: undefined, options }),
        );
      },
    );
}
