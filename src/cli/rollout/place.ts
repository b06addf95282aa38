import { mkdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { CommandContext } from '../context.ts';

type Home = Pick<CommandContext, 'environment' | 'homeDirectory'>;

/** Where the journals of rollouts lie, by the XDG base directories. */
export function journalFolder({ environment, homeDirectory }: Home): string {
  const { XDG_STATE_HOME: state = '' } = environment;
  const base = isAbsolute(state) ? state : join(homeDirectory, '.local/state');
  return join(base, 'havip-deploy/rollouts');
}

/** The journal of one rollout. */
export function journalPath(home: Home, run: string): string {
  return join(journalFolder(home), `${run}.jsonl`);
}

/** For its owner alone. */
export async function makeJournalFolder(home: Home): Promise<void> {
  await mkdir(journalFolder(home), { recursive: true, mode: 0o700 });
}
