import type { ConfigVerdict } from '../../../src/keepalived/daemon/config-test.ts';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { isSilent } from './silent.ts';

/** Rules that say what keepalived itself objects to; the others are about what becomes of the address. */
const OF_THE_LANGUAGE = new Set(
  '01 02 03 04 05 07 09 11 12 14 21 26 40 49 54 60 61 63 70 74 90 92 93 94 95 96'
    .split(' ')
    .map((id) => `KA0${id}`),
);

/**
 * Lines of keepalived's that are about the machine: whether the account is there is for KA075, where it can be
 * asked, and one that was built without a firewall does not know `no_accept`.
 */
const OF_THE_MACHINE = /^(?:\(FILE: Line \d+\) )?(?:Unable to set default user |Unknown keyword 'no_accept')/;

/** What follows where the account is missing: each script is dropped, and then nothing tracks it. */
const DROPPED_FOR_ITS_USER = /track script \S+ not found, ignoring/;

/** What keepalived has against the configuration rather than against the machine. */
function aboutTheText(lines: readonly string[]): readonly string[] {
  const unexplained = lines.filter((line) => !OF_THE_MACHINE.test(line));
  const userIsMissing = lines.some((line) => line.includes('Unable to set default user '));
  return userIsMissing ? unexplained.filter((line) => !DROPPED_FOR_ITS_USER.test(line)) : unexplained;
}

/** A configuration on which lint and keepalived do not agree. */
export interface Disagreement {
  readonly text: string;
  /** Lines of keepalived's, or findings of ours, that the other has nothing for. */
  readonly only: 'keepalived' | 'lint';
  readonly said: readonly string[];
}

/** What one has against a configuration while the other has nothing at all, and nothing explains it. */
export function disagreement(
  text: string,
  { verdict, lines }: ConfigVerdict,
  release: string,
): Disagreement | undefined {
  if (verdict === 'indeterminate') return undefined;
  const { findings } = lintFiles([{ file: 'FILE', text }], { version: release, profile: 'lan' });
  const ours = findings.filter(({ rule, severity }) => severity !== 'info' && OF_THE_LANGUAGE.has(rule));
  if (verdict === 'rejected') {
    const unexplained = aboutTheText(lines);
    const heard = ours.length > 0 || unexplained.length === 0;
    return heard ? undefined : { text, only: 'keepalived', said: unexplained };
  }
  const said = ours
    .filter((finding) => !isSilent({ finding, text, release }))
    .map(({ rule, message, place }) => `${rule} ${place.line}: ${message}`);
  return said.length > 0 ? { text, only: 'lint', said } : undefined;
}
