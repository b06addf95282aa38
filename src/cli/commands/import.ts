import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { ImportOptions } from '../import/imported.ts';
import { list, withHostOptions } from '../options/options.ts';

/** `import FILE…`: an existing pair becomes an inventory. */
export function registerImport(program: Command, context: CommandContext): void {
  withHostOptions(program.command('import'))
    .argument('[file...]', "the nodes' keepalived.conf files, one for each node")
    .description('Write an inventory for a pair that somebody configured by hand; change nothing on it.')
    .option(
      '--from-hosts <pattern>',
      'read the files from these hosts of the inventory (-i) instead, as they are now',
    )
    .option('-o, --out <file>', 'where to write the inventory', 'inventory.yaml')
    .option('--force', 'replace that file if there is one')
    .option('-C, --check', 'write nothing, only tell what would come of it')
    .option(
      '--leave-out [names]',
      'make clusters without what an inventory has no words for, instead of keeping the file whole: all of it, or by name with `=` and commas between the names that are told',
    )
    .option(
      '--config-id <ids>',
      'which lines behind @id count, by file: a,b; with one file, those of the nodes that share it',
      list,
      [],
    )
    .action(async (files: string[], options: ImportOptions) => {
      const { runImport } = await import('../import/run-import.ts');
      context.exit(await runImport(context, files, options));
    });
}
