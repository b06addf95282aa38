/**
 * Options whose value may be left out: the one that they then have, how one looks that is given, and the command of
 * which it is an option without a value.
 */
const BARE: Readonly<
  Record<string, { readonly value: string; readonly given?: RegExp; readonly flagOf?: string }>
> = {
  '--replace-config': { value: 'all' },
  '--leave-out': { value: 'all' },
  // That of the environment.
  '--engine': { value: '', given: /:\/\//, flagOf: 'lab' },
};

/**
 * Gives options that stand alone their value. commander would take the next word for it, even where that is
 * the inventory: `up --replace-config inventory.yaml`. What stands behind `--` is left alone.
 */
export function withBareValues(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const command = argv.slice(2).find((word) => !word.startsWith('-'));
  return argv.map((word, index) => {
    const bare = Object.hasOwn(BARE, word) && (end < 0 || index < end) ? BARE[word] : undefined;
    const isGiven = bare?.given?.test(argv[index + 1] ?? '') === true;
    return bare === undefined || isGiven || bare.flagOf === command ? word : `${word}=${bare.value}`;
  });
}
