import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import { withEngineOption } from '../engine/options.ts';
import type { Action, RolloutOptions } from '../engine/rollout/rollout-command.ts';
import { list, positive, withReportOption } from '../options/options.ts';

/** `rollout list|show|attach|pause|resume|cancel|approve|prune`: rollouts that workers carry out. */
export function registerRollout(program: Command, context: CommandContext): void {
  const rollout = program
    .command('rollout')
    .description('Rollouts that workers carry out: see how they stand, watch them, decide about them.');
  const add = (name: Action, description: string, argument = '<rollout>') => {
    const command = withEngineOption(rollout.command(name)).description(description);
    if (argument !== '') command.argument(argument, 'its id, as `rollout list` has it');
    return command
      .option('--json', 'print one JSON document')
      .option('--no-color', 'no colours (as with NO_COLOR)')
      .action(async (...words: readonly unknown[]) => {
        const { rolloutCommand } = await import('../engine/rollout/rollout-command.ts');
        const [first, second] = words;
        const id = typeof first === 'string' ? first : '';
        const options = (typeof first === 'string' ? second : first) as RolloutOptions;
        context.exit(await rolloutCommand(context, name, id, options));
      });
  };
  add('list', 'The newest rollouts, and which workers there are.', '').addOption(
    new Option('--most <n>', 'no more than so many').argParser(positive).default(50),
  );
  withReportOption(add('show', 'How a rollout and each of its units stands.'));
  withReportOption(
    add('attach', 'Watch a rollout until it has ended; Ctrl-C ends the view alone.').option(
      '-v, --verbose',
      'show every step, also those that change nothing',
      (_value: string, count: number) => count + 1,
      0,
    ),
  );
  add('pause', 'Let finish what has begun, and begin nothing more.');
  add('resume', 'Go on after a pause.');
  add('cancel', 'Let finish what has begun, and that is the end.');
  add('approve', 'Say yes to what a rollout waits for: the next wave, or to go on without a proof.').option(
    '--no',
    'say no instead, which ends the rollout',
  );
  add(
    'prune',
    'Remove from the database what ended long ago: rollouts with their events and results, files that no other one names.',
    '',
  )
    .option('--days <n>', 'rollouts that ended more than so many days ago', positive, 90)
    .option(
      '--forget <units>',
      'clusters, and hosts of none, that are no more, with commas between: how they last ended and were proved',
      list,
    )
    .option('-C, --check', 'only tell what would be removed');
}
