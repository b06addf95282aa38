import { words } from './shell-words.ts';

/** `~` and `~/…` as the local shell reads them. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path;
}

/** Several paths, with blanks between them. */
export function paths(value: string, home: string): readonly string[] {
  return words(value).map((path) => expandHome(path, home));
}

/** The same as UserKnownHostsFile has them, where `none` stands for no file. */
export function pathsOrNone(value: string, home: string): readonly string[] {
  return /^none$/i.test(value) ? [] : paths(value, home);
}
