import type { Command } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { CommandContext } from '../context.ts';

/** Options that make a run do only some of its steps. */
export interface StepOptions {
  readonly startAt?: string;
  readonly step?: boolean;
}

/** For commands that run a person's own playbook. */
export function withStepOptions(command: Command): Command {
  return command
    .option(
      '--start-at <step>',
      'pass over what comes before the first step of this name on each host, as --list-tasks names it; * stands for anything',
    )
    .option('--step', 'ask before each change: yes, no, or all that follow');
}

/** What the options ask of a run, or what is wrong with them. */
export function stepRequest(
  context: CommandContext,
  { startAt, step, check }: StepOptions & { readonly check?: boolean },
): Outcome<Pick<HavipRequest, 'startAt' | 'step'>> {
  if (step === true && check === true) {
    return failure({
      code: 'usage.step-and-check',
      summary: '--step asks before each change, and --check makes none',
      fix: 'Leave out one of them.',
    });
  }
  if (step === true && !(context.errIsTerminal && context.inIsTerminal)) {
    return failure({
      code: 'usage.no-terminal',
      summary: '--step asks before each change, and there is no terminal to ask on',
      fix: 'Run it on a terminal, or leave out --step; --check shows what would change.',
    });
  }
  return success({ ...(startAt === undefined ? {} : { startAt }), ...(step === true && { step }) });
}
