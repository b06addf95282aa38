import type { ReadOptions } from '../lines.ts';
import { parse } from '../parse.ts';
import type { KeepalivedConfig } from '../syntax.ts';
import { foreignText } from './foreign.ts';
import { type LintOptions, lintNode, lintPair, nodeInput, sorted } from './lint.ts';
import { groupNodes } from './match.ts';
import type { Finding, Profile } from './rule.ts';
import { FOREIGN_RULE } from './rules/syntax.ts';

/** One keepalived.conf that was read. */
export interface ConfigText {
  readonly file: string;
  readonly text: string;
}

export interface FilesReport {
  readonly configs: readonly KeepalivedConfig[];
  readonly findings: readonly Finding[];
  /** What each configuration was taken for, where nobody said. */
  readonly guessed: ReadonlyMap<string, Profile>;
}

export interface LintFilesOptions extends ReadOptions {
  /** The release of keepalived that is to read them, such as `2.2.7`; left out where it is not known. */
  readonly version?: string;
  /** Left out, it is guessed for each file: `havip` where an instance uses unicast, else `lan`. */
  readonly profile?: Profile;
}

function foreignFinding({ file, text }: ConfigText): Finding | undefined {
  const found = foreignText(text);
  if (found === undefined) return undefined;
  const { id, name, severity } = FOREIGN_RULE;
  const place = { file, line: found.line, column: 1 };
  return { rule: id, name, severity, place, message: found.message, fix: found.fix };
}

/** Multicast is what a cloud's network does not carry, so that nobody means one who writes it. */
function guessedProfile(config: KeepalivedConfig): Profile {
  const { instances } = nodeInput({ config }).view;
  const unicast = instances.some(
    ({ peerBlock, sourceIp }) => peerBlock !== undefined || sourceIp !== undefined,
  );
  return unicast || instances.length === 0 ? 'havip' : 'lan';
}

/**
 * Checks every file by itself, and those together that share virtual addresses or name each other as peers.
 * A file that another one includes is a part of that one.
 */
export function lintFiles(texts: readonly ConfigText[], options: LintFilesOptions = {}): FilesReport {
  const { version, profile, ...read } = options;
  const foreign = texts.flatMap((each) => foreignFinding(each) ?? []);
  const plain = texts.filter(({ file }) => !foreign.some(({ place }) => place.file === file));
  const all = plain.map(({ file, text }) => parse(text, file, read));
  const included = new Set(all.flatMap(({ sources }) => sources.slice(1).map(({ file }) => file)));
  const configs = all.filter(({ file }) => !included.has(file));
  const guessed = new Map(
    profile === undefined ? configs.map((each) => [each.file, guessedProfile(each)]) : [],
  );
  const optionsOf = ({ file }: KeepalivedConfig): LintOptions => ({
    ...(version === undefined ? {} : { version }),
    profile: profile ?? guessed.get(file) ?? 'havip',
  });
  const clusters = groupNodes(configs.map((config) => nodeInput({ config, ...optionsOf(config) }))).filter(
    (group) => group.length > 1,
  );
  const findings = [
    ...foreign,
    ...configs.flatMap((config) => lintNode(config, optionsOf(config))),
    ...clusters.flatMap((nodes) => lintPair(nodes.map(({ config }) => ({ config, ...optionsOf(config) })))),
  ];
  return { configs, findings: sorted(findings), guessed };
}
