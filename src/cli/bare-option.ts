/** Options whose value may be left out, with the one that they then have. */
const BARE: Readonly<Record<string, string>> = { '--replace-config': 'all' };

/**
 * Gives options that stand alone their value. commander would take the next word for it, even where that is
 * the inventory: `up --replace-config inventory.yaml`. What stands behind `--` is left alone.
 */
export function withBareValues(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    const value = Object.hasOwn(BARE, word) && (end < 0 || index < end) ? BARE[word] : undefined;
    return value === undefined ? word : `${word}=${value}`;
  });
}
