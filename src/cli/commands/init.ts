import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { messageOf } from '../../core/text/message-of.ts';
import type { CommandContext } from '../context.ts';

/** `init`: writes a first inventory, with comments. */
export function registerInit(program: Command, context: CommandContext): void {
  program
    .command('init')
    .argument('[file]', 'where to write it', 'inventory.yaml')
    .description('Write a first inventory, with comments.')
    .option('--force', 'replace the file if there is one')
    .action(async (file: string, options: { readonly force?: boolean }) => {
      const { EXAMPLE_INVENTORY } = await import('../../havip/settings/example.ts');
      try {
        await writeFile(file, EXAMPLE_INVENTORY, { flag: options.force === true ? 'w' : 'wx' });
      } catch (error) {
        context.err(refusal(file, error));
        context.exit(5);
        return;
      }
      context.out(`Wrote ${file}. Put in your machines and the HAVIP, then: havip-deploy plan ${file}\n`);
      context.exit(0);
    });
}

function refusal(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST') return `${file} is there already. Give another name, or --force to replace it.\n`;
  return `${file} cannot be written: ${messageOf(error)}\n`;
}
