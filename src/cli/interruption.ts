import type { CommandContext } from './context.ts';

/** The exit code of a run: the signal's where one has interrupted it, for then the run is not whole. */
export function exitCodeOf({ interrupted }: Pick<CommandContext, 'interrupted'>, code: number): number {
  if (!interrupted.aborted) return code;
  return typeof interrupted.reason === 'number' ? interrupted.reason : 130;
}
