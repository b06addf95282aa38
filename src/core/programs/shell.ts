const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word for a POSIX shell: single quotes only, which every sh reads alike. */
export function quote(word: string): string {
  return SAFE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line from words, each quoted. */
export function commandLine(...words: readonly string[]): string {
  return words.map(quote).join(' ');
}
