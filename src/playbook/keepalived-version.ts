import type { Fact } from '../resources/fact.ts';

/** Version of the binary that would run; undefined when there is none. */
export const keepalivedVersionFact: Fact<string | undefined> = {
  id: 'keepalived-version',
  program: "keepalived -v 2>&1 | sed -n 's/^Keepalived v\\([0-9][0-9.]*\\).*/\\1/p'",
  parse: (output) => output.trim() || undefined,
};
