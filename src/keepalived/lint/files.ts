import type { ReadOptions } from '../parse/lines.ts';
import { parse } from '../parse/parse.ts';
import type { KeepalivedConfig } from '../parse/syntax.ts';
import {
  type DisabledFinding,
  disablesIn,
  type RuleSettings,
  withoutDisabled,
  withSettings,
} from './disable.ts';
import { foreignText } from './foreign.ts';
import { type LintOptions, lintNode, lintPair, nodeInput, sorted } from './lint.ts';
import { groupNodes } from './match.ts';
import type { Finding, Profile, Rule } from './rule.ts';
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
  /** What comments and settings have taken out of the findings. */
  readonly disabled: readonly DisabledFinding[];
}

/** What holds for one file. */
export interface FileSettings extends RuleSettings {
  readonly version?: string;
  readonly profile?: Profile;
  readonly configId?: string;
}

export interface LintFilesOptions extends ReadOptions {
  /** The release of keepalived that is to read them, such as `2.2.7`; left out where it is not known. */
  readonly version?: string;
  /** What that keepalived is built with, as it says itself; left out where it is not known. */
  readonly build?: readonly string[] | undefined;
  /** Left out, it is guessed for each file: `havip` where an instance uses unicast, else `lan`. */
  readonly profile?: Profile;
  /** What holds for a file instead of what is given here. */
  readonly settingsOf?: (file: string) => FileSettings;
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

type OptionsOf = (config: KeepalivedConfig) => LintOptions & { readonly profile: Profile };

interface ReadConfigs extends Pick<FilesReport, 'configs' | 'guessed'> {
  readonly foreign: readonly Finding[];
  readonly optionsOf: OptionsOf;
}

/** Parses what is a configuration, and finds out what each is checked for. */
function readConfigs(texts: readonly ConfigText[], options: LintFilesOptions): ReadConfigs {
  const { settingsOf = (): FileSettings => ({}), version, build, profile, ...read } = options;
  const foreign = texts.flatMap((each) => foreignFinding(each) ?? []);
  const plain = texts.filter(({ file }) => !foreign.some(({ place }) => place.file === file));
  const all = plain.map(({ file, text }) => {
    const { configId = read.configId } = settingsOf(file);
    return parse(text, file, { ...read, ...(configId === undefined ? {} : { configId }) });
  });
  const configs = all.filter((one) => !all.some((other) => isPartOf(one, other, all)));
  const profileOf = ({ file }: KeepalivedConfig): Profile | undefined => settingsOf(file).profile ?? profile;
  const unsaid = configs.filter((each) => profileOf(each) === undefined);
  const guessed = new Map(unsaid.map((each) => [each.file, guessedProfile(each)]));
  const optionsOf: OptionsOf = (config) => {
    const release = settingsOf(config.file).version ?? version;
    return {
      ...(release === undefined ? {} : { version: release }),
      ...(build === undefined ? {} : { build }),
      profile: profileOf(config) ?? guessed.get(config.file) ?? 'havip',
    };
  };
  return { configs, guessed, foreign, optionsOf };
}

/** Where they include each other, the later one is the part; nothing is a part of itself. */
function isPartOf(one: KeepalivedConfig, other: KeepalivedConfig, all: readonly KeepalivedConfig[]): boolean {
  if (one === other || !includes(other, one)) return false;
  return !includes(one, other) || all.indexOf(other) < all.indexOf(one);
}

function includes(one: KeepalivedConfig, other: KeepalivedConfig): boolean {
  return one.sources.slice(1).some(({ file }) => file === other.file);
}

type Clusters = readonly (readonly { readonly config: KeepalivedConfig }[])[];

/** Which rules were looked at for a file in full, so that one that finds nothing has nothing to find. */
function lookedAt(
  configs: readonly KeepalivedConfig[],
  clusters: Clusters,
  optionsOf: OptionsOf,
): (rule: Rule, file: string) => boolean {
  const filesOf = ({ sources }: KeepalivedConfig): readonly string[] => sources.map(({ file }) => file);
  const together = new Set(clusters.flatMap((nodes) => nodes.flatMap(({ config }) => filesOf(config))));
  const profiles = new Map(
    configs.flatMap((config) => filesOf(config).map((file) => [file, optionsOf(config).profile] as const)),
  );
  return (rule, file) =>
    rule.host === undefined &&
    (rule.pair === undefined || together.has(file)) &&
    (rule.profile === undefined || rule.profile === profiles.get(file));
}

/**
 * Checks every file by itself, and those together that share virtual addresses or name each other as peers.
 * A file that another one includes is a part of that one. Comments may disable rules on their lines.
 */
export function lintFiles(texts: readonly ConfigText[], options: LintFilesOptions = {}): FilesReport {
  const { configs, guessed, foreign, optionsOf } = readConfigs(texts, options);
  const clusters = groupNodes(configs.map((config) => nodeInput({ config, ...optionsOf(config) }))).filter(
    (group) => group.length > 1,
  );
  const found = sorted([
    ...foreign,
    ...configs.flatMap((config) => lintNode(config, optionsOf(config))),
    ...clusters.flatMap((nodes) => lintPair(nodes.map(({ config }) => ({ config, ...optionsOf(config) })))),
  ]);
  const disables = configs.flatMap(({ sources }) => sources.flatMap(disablesIn));
  const commented = withoutDisabled(found, disables, lookedAt(configs, clusters, optionsOf));
  const set = withSettings(commented.findings, options.settingsOf ?? (() => ({})));
  const disabled = [...commented.disabled, ...set.disabled];
  return { configs, findings: sorted(set.findings), guessed, disabled };
}
