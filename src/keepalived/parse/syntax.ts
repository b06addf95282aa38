import type { Place } from '../../core/problem.ts';

/** One word of a configuration, without the quotes that held it together. */
export interface Word {
  readonly text: string;
  readonly place: Place;
}

/** One statement: a keyword (or the entry of a value block) with its arguments, and its block where it has one. */
export interface ConfigNode {
  readonly words: readonly [Word, ...Word[]];
  /** What stands between the braces; null where there are none. */
  readonly children: readonly ConfigNode[] | null;
}

/** The same without places, as a program writes it. */
export interface PlainNode {
  readonly words: readonly [string, ...string[]];
  readonly children: readonly PlainNode[] | null;
}

/** What can be wrong with the text itself, before any keyword is looked at. */
export type SyntaxIssueKind =
  | 'foreign-blank'
  | 'stray-open'
  | 'stray-close'
  | 'unclosed'
  | 'unmatched-quote'
  | 'long-line'
  | 'comment-in-word'
  | 'escaped-comment'
  | 'conditional'
  | 'not-read'
  | 'include-missing'
  | 'undefined-parameter'
  | 'too-long'
  | 'too-deep'
  | 'too-many';

export interface SyntaxIssue {
  readonly kind: SyntaxIssueKind;
  readonly place: Place;
  /** What stood there, where that helps: a directive, the keyword of the line. */
  readonly text: string;
}

/** One keepalived.conf as read. */
export interface KeepalivedConfig {
  readonly file: string;
  readonly nodes: readonly ConfigNode[];
  readonly issues: readonly SyntaxIssue[];
  /** The file itself and what it includes, to show a place to a person. */
  readonly sources: readonly SourceLines[];
}

/** The physical lines of one file. */
export interface SourceLines {
  readonly file: string;
  readonly lines: readonly string[];
}

/** The physical line at a place; empty where there is none. */
export function lineAt({ sources }: Pick<KeepalivedConfig, 'sources'>, { file, line }: Place): string {
  return sources.find((source) => source.file === file)?.lines[line - 1] ?? '';
}

/** Whether everything was read: no include or sequence was left out, so that what is not there is missing. */
export function isComplete({ issues }: Pick<KeepalivedConfig, 'issues'>): boolean {
  return !issues.some(({ kind }) => kind === 'not-read' || kind === 'include-missing');
}

/** The tree without places, for comparing and printing. */
export function plain(nodes: readonly ConfigNode[]): readonly PlainNode[] {
  return nodes.map(({ words: [first, ...rest], children }) => ({
    words: [first.text, ...rest.map((word) => word.text)],
    children: children === null ? null : plain(children),
  }));
}
