import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { World } from './world.ts';

/** The world as an earlier server left it; null where none did. */
export function readWorld(file: string): World | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as World;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Keeps a world in a file, whole at any moment. Written before the answer is sent: what a caller was told is not
 * forgotten by a crash.
 */
export function worldKeeper(file: string, world: World): () => void {
  let kept = '';
  return () => {
    const text = JSON.stringify(world);
    if (text === kept) return;
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    kept = text;
  };
}
