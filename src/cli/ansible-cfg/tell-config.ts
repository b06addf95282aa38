import { type Outcome, success } from '../../core/outcome.ts';
import { printable } from '../../core/text/printable.ts';
import type { CommandContext } from '../context.ts';
import { connectionSettings } from './connection-settings.ts';
import { readAnsibleConfig } from './read-config.ts';

/** Which ansible.cfg is in force, what it and the environment set, and what of it has no effect here. */
export function tellConfig(context: Pick<CommandContext, 'environment' | 'homeDirectory'>): Outcome<string> {
  const config = readAnsibleConfig(context);
  if (!config.ok) return config;
  const sound = connectionSettings(config.value, context.homeDirectory);
  if (!sound.ok) return sound;
  const { path, writableByOthers, found, ignored } = config.value;
  const rows = [...found].map(([name, { value, origin }]) => [name, plain(value), `(${origin})`]);
  const lines = [
    `ansible.cfg: ${path ?? 'none'}`,
    ...(writableByOthers === undefined
      ? []
      : [`passed over, since other users can write it or its folder: ${writableByOthers}`]),
    ...rows.map((row) => row.join(' ')),
    ...(ignored.length === 0 ? [] : [`without effect here: ${ignored.join(', ')}`]),
  ];
  return success(`${lines.map(printable).join('\n')}\n`);
}

function plain(value: unknown): string {
  return `= ${Array.isArray(value) ? value.join(',') : String(value)}`;
}
