import { failure, type Outcome, success } from '../../core/outcome.ts';
import { printable } from '../../core/text/printable.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options/options.ts';
import { execute } from './execute.ts';

type DownOptions = CommonOptions & {
  readonly purge?: boolean;
  readonly deleteAddress?: boolean;
  readonly yes?: boolean;
};

/** Takes an inventory's clusters away after a question; gives the exit code. */
export async function runDown(
  context: CommandContext,
  inventory: string | undefined,
  options: DownOptions,
): Promise<number> {
  const { down } = await import('../../../playbooks/down.ts');
  const playbook = down({
    purge: options.purge === true,
    deleteAddress: options.deleteAddress === true,
  });
  const command = {
    command: 'down',
    playbook: 'down',
    inventory,
    options: { ...options, tags: [], skipTags: [], verify: 'never' },
  } as const;
  return execute(
    context,
    command,
    async () => success({ playbook }),
    (request) => allowed(context, options, request),
  );
}

/** Whether a person wants it: asked on a terminal, said with `--yes` without one. `--check` changes nothing. */
async function allowed(
  context: CommandContext,
  options: DownOptions,
  { inventory, limit }: HavipRequest,
): Promise<Outcome<boolean>> {
  if (options.yes === true || options.check === true) return success(true);
  if (!context.inIsTerminal) {
    return failure({
      code: 'usage.no-answer',
      summary: 'down asks before it takes anything away, and there is no terminal to ask on',
      fix: 'Say `--yes` where nobody can answer; `--check` shows what it would do.',
    });
  }
  const clusters = inventory.clusters.flatMap(({ name, havip, members }) => {
    const hosts = members.map(({ host }) => host.name).filter((host) => limit?.has(host) ?? true);
    const address = havip.addresses[0] ?? 'its address';
    return hosts.length === 0 ? [] : [`  ${name}: ${address} on ${hosts.join(' and ')}`];
  });
  context.err(`This ends the service behind\n${printable(clusters.join('\n'))}\n`);
  const yes = await context.confirm('Take it all away?');
  if (!yes) context.err('Nothing was changed.\n');
  return success(yes);
}
