import { spawnSync } from 'node:child_process';
import { lastWords } from '../exec/last-words.ts';

/** Keys may lie in a cloud, or behind a question to a person. */
const LIMIT_MS = 60_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** What the program `sops` makes of a file; undefined where there is no such program. */
export function openByProgram(
  path: string,
  kind: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly content: unknown } | { readonly error: string } | undefined {
  const words = ['--decrypt', '--input-type', kind, '--output-type', 'json', path];
  const { stdout, stderr, status, error } = spawnSync('sops', words, {
    encoding: 'utf8',
    env: { ...environment },
    timeout: LIMIT_MS,
    maxBuffer: MOST_BYTES,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined;
  if (error !== undefined || status !== 0)
    return { error: `The program sops did not open it${lastWords(stderr)}.` };
  try {
    return { content: JSON.parse(stdout) };
  } catch {
    return { error: 'The program sops printed no JSON.' };
  }
}
