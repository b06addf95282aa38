import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withCloudOptions, withPlaybookOptions } from '../options/options.ts';
import { withOutOption } from '../options/plan-options.ts';
import { type RollingOptions, withDowngradeOption, withReplaceOption } from '../options/rolling-options.ts';

/** `plan INVENTORY`: what `up` would change, and what that does to the HAVIP. */
export function registerPlan(program: Command, context: CommandContext): void {
  withOutOption(
    withReplaceOption(withDowngradeOption(withCloudOptions(withPlaybookOptions(program.command('plan'))))),
  )
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Show exactly what `up` would change, and what that does to the HAVIP.')
    .option('-D, --diff', 'show the diff of each change, as a plan always does')
    .option('--detailed-exitcode', 'exit with 6 when there are changes to make')
    .action(
      async (
        inventory: string | undefined,
        options: CommonOptions &
          RollingOptions & { readonly detailedExitcode?: boolean; readonly out?: string },
      ) => {
        const { runBuiltIn } = await import('../execute/execute.ts');
        const request = {
          command: 'plan',
          playbook: 'up',
          inventory,
          options: { ...options, check: true },
        } as const;
        context.exit(await runBuiltIn(context, request));
      },
    );
}
