const MOST = 200;

/** The last line of what a program has complained of, bounded, to go on a sentence: `: no such entry`. */
export function lastWords(stderr: string): string {
  const line = stderr
    .trim()
    .split('\n')
    .at(-1)
    ?.replaceAll(/[\0-\x1f\x7f-\x9f]/g, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, MOST);
  return line === undefined || line === '' ? '' : `: ${line}`;
}
