import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type EngineOptions, withEngineOptions } from '../engine/options.ts';
import {
  type CommonOptions,
  list,
  positive,
  withHostOptions,
  withLockOptions,
  withReportOption,
} from '../options/options.ts';

/** `verify INVENTORY`: drills only. */
export function registerVerify(program: Command, context: CommandContext): void {
  withEngineOptions(withReportOption(withLockOptions(withHostOptions(program.command('verify')))))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Measure the failover of every cluster by drills; install and configure nothing.')
    .option('--drills <names>', 'these drills instead of verify.drills: crash,freeze', list)
    .option('--repeat <n>', 'each drill so many times, with p50, p95 and the worst', positive)
    .action(async (inventory: string | undefined, options: CommonOptions & EngineOptions) => {
      const { runBuiltIn } = await import('../execute/execute.ts');
      const always = { ...options, verify: 'always', tags: [], skipTags: [] } as const;
      context.exit(
        await runBuiltIn(context, { command: 'verify', playbook: 'verify', inventory, options: always }),
      );
    });
}
