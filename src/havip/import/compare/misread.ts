import type { KeepalivedConfig, SyntaxIssue, SyntaxIssueKind } from '../../../keepalived/parse/syntax.ts';
import { type Loss, shown } from '../../takeover/losses/loss.ts';

/** What becomes of text that is no configuration as it stands. */
const BECOMES: Partial<Readonly<Record<SyntaxIssueKind, string>>> = {
  'stray-close': 'closes nothing, and keepalived may misread what comes after',
  'long-line': 'is longer than keepalived reads at once',
  'include-missing': 'includes a file that is not there',
  'too-long': 'grows without end by its definitions',
  'too-deep': 'is in blocks too deep to be read',
  'too-many': 'and everything after it is not read: it is too much',
};

/** Lines of a file that do not mean what they look like, so that nobody takes them for imported. */
export function misread({ issues }: KeepalivedConfig): readonly Loss[] {
  const others = issues.flatMap((issue): Loss[] => {
    const does = issue.kind === 'conditional' ? taken(issue) : BECOMES[issue.kind];
    return does === undefined ? [] : [{ name: `line ${issue.place.line}`, does, place: issue.place }];
  });
  return [...foreignBlanks(issues), ...others];
}

/** Copied from a web page, a file has them in every line. */
function foreignBlanks(issues: readonly SyntaxIssue[]): readonly Loss[] {
  const found = issues.filter(({ kind }) => kind === 'foreign-blank');
  const lines = new Set(found.map(({ place }) => `${place.file}:${place.line}`)).size;
  const [first] = found;
  if (first === undefined) return [];
  const more = lines > 1 ? ` and ${lines - 1} more` : '';
  const does = 'have blanks that keepalived does not know, and are not in force; they are read as if mended';
  return [{ name: `line ${first.place.line}${more}`, does, place: first.place }];
}

function taken({ text }: SyntaxIssue): string {
  return `is for ${shown(text)} only, and is taken for this node's; --config-id names the node`;
}
