import type { Command } from 'commander';

/** For commands that make a plan. */
export function withOutOption(command: Command): Command {
  return command.option('--out <file>', 'keep the plan in this file, for --plan');
}

/** For commands that carry one out. */
export function withPlanOption(command: Command): Command {
  return command.option(
    '--plan <file>',
    'do what this plan says and nothing else; hosts that are not as it has them are refused',
  );
}
