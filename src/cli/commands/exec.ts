import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions } from '../options/options.ts';

/** `exec PATTERN -i INVENTORY -- COMMAND`: one command on many hosts. */
export function registerExec(program: Command, context: CommandContext): void {
  withHostOptions(program.command('exec'))
    .argument('<pattern>', 'hosts, as in --limit: a group, a host, all, web:!HAVIP-02')
    .argument('<command...>', 'what to run; a single word is a program for sh, such as "uptime | cut -c1-9"')
    .usage('[options] <pattern> -i <inventory> -- <command...>')
    .description('Run one command on many hosts.')
    .option('--list-hosts', 'only say which hosts they are')
    .action(
      async (
        pattern: string,
        words: string[],
        options: CommonOptions & { readonly listHosts?: boolean },
        exec: Command,
      ) => {
        const { runExec } = await import('../execute/execute-command.ts');
        const given = exec.parent === null ? [] : argumentsOf(exec.parent);
        context.exit(await runExec(context, { pattern, words, options, given }));
      },
    );
}

/** The words of the command line as they were typed. */
function argumentsOf(program: Command): readonly string[] {
  // Commander has this at run time and leaves it out of its types.
  return 'rawArgs' in program && Array.isArray(program.rawArgs) ? program.rawArgs.map(String) : [];
}
