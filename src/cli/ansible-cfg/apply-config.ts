import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { readAnsibleConfig } from './read-config.ts';

/** Options with a default of our own, and what they are called in ansible.cfg. */
const OPTIONS = { forks: 'forks', connectTimeout: 'timeout' } as const;

/** Gives a command the options that ansible.cfg has another default for. */
export function applyConfig(command: Command, context: CommandContext): void {
  fromConfig(command, context);
  const source = command.getOptionValueSource('connectTimeout');
  if (source !== undefined && source !== 'default')
    command.setOptionValueWithSource('connectTimeoutSaid', true, source);
}

function fromConfig(command: Command, context: CommandContext): void {
  const open = Object.entries(OPTIONS).filter(
    ([option]) => command.getOptionValueSource(option) === 'default',
  );
  if (open.length === 0) return;
  const config = readAnsibleConfig(context);
  // What is wrong with it is told with what is wrong with the inventory.
  if (!config.ok) return;
  for (const [option, name] of open) {
    const value = config.value.value(name);
    if (value !== undefined) command.setOptionValueWithSource(option, value, 'config');
  }
}
