import type { CommandContext } from './context.ts';

/** 128 plus the signal's number, as shells report it. */
export const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The exit code of a run: the signal's where one has interrupted it, for then the run is not whole. */
export function exitCodeOf({ interrupted }: Pick<CommandContext, 'interrupted'>, code: number): number {
  if (!interrupted.aborted) return code;
  return typeof interrupted.reason === 'number' ? interrupted.reason : SIGNAL_CODES.SIGINT;
}
