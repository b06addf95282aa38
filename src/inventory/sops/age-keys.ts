import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Secret keys of age, and where they were looked for. */
export interface AgeKeys {
  readonly identities: readonly string[];
  /** In words, for a message. */
  readonly lookedAt: readonly string[];
}

/** The keys that the program `sops` would use: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and the user's own file. */
export function findAgeKeys(environment: Environment, homeDirectory: string): AgeKeys {
  const {
    SOPS_AGE_KEY: given = '',
    SOPS_AGE_KEY_FILE: named = '',
    XDG_CONFIG_HOME: config = '',
  } = environment;
  const own = join(config === '' ? join(homeDirectory, '.config') : config, 'sops/age/keys.txt');
  const files = [...(named === '' ? [] : [named]), own];
  const texts = [given, ...files.map(textOf)];
  return {
    identities: texts.flatMap((text) => text.match(/^AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]+(?=\s*$)/gm) ?? []),
    lookedAt: ['SOPS_AGE_KEY', named === '' ? 'SOPS_AGE_KEY_FILE' : named, own],
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A key that is not there opens nothing; the message names where it was looked for.
    return '';
  }
}
