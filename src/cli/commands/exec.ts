import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions } from '../options.ts';

/** `exec PATTERN -i INVENTORY -- COMMAND`: one command on many hosts. */
export function registerExec(program: Command, context: CommandContext): void {
  withHostOptions(
    program.command('exec').requiredOption('-i, --inventory <path>', 'inventory file or folder'),
  )
    .argument('<pattern>', 'hosts, as in --limit: a group, a host, all, web:!HAVIP-02')
    .argument('<command...>', 'what to run; a single word is a program for sh, such as "uptime | cut -c1-9"')
    .usage('[options] <pattern> -i <inventory> -- <command...>')
    .description('Run one command on many hosts.')
    .action(
      async (pattern: string, words: string[], options: CommonOptions & { readonly inventory: string }) => {
        const { runExec } = await import('../execute-command.ts');
        context.exit(await runExec(context, { pattern, words, options }));
      },
    );
}
