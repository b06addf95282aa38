/** What is quoted at most of something that is not our program's: lines, and characters of each. */
const LINES = 5;
const COLUMNS = 200;

/** What programs say of a password without giving it: sudo's "a password is required", docker's "in passwd file". */
const HARMLESS =
  '(?:(?:is|was) (?:required|incorrect|wrong|locked|disabled)|(?:has )?expired|required|files?|database|authentication|attempts?|exchange|verification)\\b';

/** Whatever stands behind such a word may be a secret, also one that no inventory knows. */
const SECRET = new RegExp(
  `\\b(\\w*(?:pass|passwd|password|secret|token|key|credential)\\w*)(["'\\s:=]+)(?!${HARMLESS})\\S.*`,
  'gi',
);

/**
 * The end of what a login has said before our own shell answered. Nobody knows what program it comes from, so
 * what looks like a secret is masked, and no more is quoted than explains a failure.
 */
export function foreignWords(text: string): string {
  const lines = text
    .slice(-COLUMNS * LINES * 4)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines
    .slice(-LINES)
    .map((line) => withoutLikelySecrets(line.slice(0, COLUMNS)))
    .join('\n');
}

/** A line, short enough for backtracking, without what stands behind words such as `password`. */
export function withoutLikelySecrets(line: string): string {
  return line.replaceAll(SECRET, '$1$2********');
}
