import { parse } from '../parse.ts';
import type { KeepalivedConfig } from '../syntax.ts';
import { lintNode, lintPair, nodeInput, sorted } from './lint.ts';
import { groupNodes } from './match.ts';
import type { Finding } from './rule.ts';

/** One keepalived.conf that was read. */
export interface ConfigText {
  readonly file: string;
  readonly text: string;
}

export interface FilesReport {
  readonly configs: readonly KeepalivedConfig[];
  readonly findings: readonly Finding[];
}

/**
 * Checks every file by itself, and those together that share virtual addresses or name each other as peers.
 *
 * @param version the release of keepalived that is to read them, where it is known
 */
export function lintFiles(texts: readonly ConfigText[], version?: string): FilesReport {
  const options = version === undefined ? {} : { version };
  const configs = texts.map(({ file, text }) => parse(text, file));
  const clusters = groupNodes(configs.map((config) => nodeInput({ config, ...options }))).filter(
    (group) => group.length > 1,
  );
  const findings = [
    ...configs.flatMap((config) => lintNode(config, options)),
    ...clusters.flatMap((nodes) => lintPair(nodes.map(({ config }) => ({ config, ...options })))),
  ];
  return { configs, findings: sorted(findings) };
}
