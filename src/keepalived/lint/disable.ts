import { decomment } from '../parse/decomment.ts';
import { mapped } from '../parse/mapped.ts';
import type { SourceLines } from '../parse/syntax.ts';
import type { Finding, Hit, Rule, RuleId } from './rule.ts';
import { DISABLE_RULE } from './rules/syntax.ts';
import { findRule } from './told/find-rule.ts';

/** A comment that says of one line which rules it may break. */
export interface Disable {
  readonly place: Finding['place'];
  /** The line that it is about. */
  readonly line: number;
  readonly rules: readonly Rule[];
  /** Names that no rule has. */
  readonly unknown: readonly string[];
  /** Empty where none is given. */
  readonly reason: string;
}

/** A finding that somebody does not want to hear of, and why. */
export interface DisabledFinding {
  readonly finding: Finding;
  readonly reason: string;
  readonly by: 'comment' | 'settings';
}

const MARK = 'havip-lint-disable';
const COMMENT = /^[#!\s]*havip-lint-disable(-next-line)?(?![-\w])[\s:]*(.*)$/;
/** One more rule: anything behind a comma, an id also behind a blank. */
const RULE = /^(?:\s*,\s*([A-Za-z][\w-]*)|\s+(KA\d+)(?!\w))/;

/** `KA062, KA063: reason` in its parts. */
function partsOf(text: string): { readonly names: readonly string[]; readonly reason: string } {
  const first = /^[A-Za-z][\w-]*/.exec(text)?.[0];
  if (first === undefined) return { names: [], reason: '' };
  const names = [first];
  let rest = text.slice(first.length);
  for (let more = RULE.exec(rest); more !== null; more = RULE.exec(rest)) {
    names.push(more[1] ?? more[2] ?? '');
    rest = rest.slice(more[0].length);
  }
  return { names, reason: rest.replace(/^[\s:,–—-]+/, '').trim() };
}

/** Of one file; nobody writes more. */
const MOST_COMMENTS = 1000;

interface Comment {
  readonly index: number;
  readonly column: number;
  /** About the next statement rather than the one in front of it. */
  readonly isNext: boolean;
  readonly text: string;
}

function commentIn(raw: string, index: number): Comment | undefined {
  const { text, commentAt } = decomment(mapped(raw));
  const match = commentAt === null ? null : COMMENT.exec(raw.slice(commentAt));
  if (match === null || commentAt === null) return undefined;
  const isNext = match[1] !== undefined || text.text === '';
  return { index, column: commentAt + 1, isNext, text: match[2] ?? '' };
}

/** For each comment the number of the next line with a statement: other comments and blank lines may stand between. */
function nextStatements(lines: readonly string[], comments: readonly Comment[]): readonly number[] {
  let [line, index] = [lines.length, lines.length - 1];
  return comments
    .toReversed()
    .map((comment) => {
      for (; index > comment.index; index--)
        if (decomment(mapped(lines[index] ?? '')).text.text !== '') line = index + 1;
      return line;
    })
    .toReversed();
}

/** Every such comment of one file: behind a statement it is about that line, on a line of its own about the next. */
export function disablesIn({ file, lines }: SourceLines): readonly Disable[] {
  const marked = [...lines.entries()].filter(([, raw]) => raw.includes(MARK)).slice(0, MOST_COMMENTS);
  const comments = marked.flatMap(([index, raw]) => commentIn(raw, index) ?? []);
  const next = nextStatements(lines, comments);
  return comments.map(({ index, column, isNext, text }, at) => {
    const { names, reason } = partsOf(text);
    return {
      place: { file, line: index + 1, column },
      line: isNext ? (next[at] ?? index + 1) : index + 1,
      rules: names.flatMap((name) => findRule(name) ?? []),
      unknown: names.filter((name) => findRule(name) === undefined),
      reason,
    };
  });
}

const keyOf = (file: string, line: number): string => `${file}\0${line}`;

/** What is wrong with a comment itself. `couldFire` says whether a rule was looked at at all. */
function* hitsOf(
  disable: Disable,
  fired: ReadonlySet<string>,
  couldFire: (rule: Rule) => boolean,
): Generator<Hit> {
  const { place, rules, unknown, reason, line } = disable;
  if (rules.length + unknown.length === 0) yield { place, message: 'this comment names no rule' };
  for (const name of unknown) yield { place, message: `there is no rule ${name}` };
  if (reason === '' && rules.length > 0) {
    const ids = rules.map(({ id }) => id).join(', ');
    yield { place, message: `nothing says why ${ids} may be broken here` };
  }
  for (const rule of rules) {
    if (fired.has(`${rule.id} ${keyOf(place.file, line)}`) || !couldFire(rule)) continue;
    yield { place, message: `${rule.id} finds nothing on line ${line}, so nothing is disabled` };
  }
}

/** Takes out the findings that comments disable, and adds what is wrong with the comments. */
export function withoutDisabled(
  findings: readonly Finding[],
  disables: readonly Disable[],
  couldFire: (rule: Rule, file: string) => boolean,
): { readonly findings: readonly Finding[]; readonly disabled: readonly DisabledFinding[] } {
  const byLine = new Map<string, Disable[]>();
  for (const disable of disables) {
    const key = keyOf(disable.place.file, disable.line);
    const same = byLine.get(key);
    if (same === undefined) byLine.set(key, [disable]);
    else same.push(disable);
  }
  const reasonFor = ({ rule, place }: Finding): string | undefined =>
    byLine.get(keyOf(place.file, place.line))?.find(({ rules }) => rules.some(({ id }) => id === rule))
      ?.reason;
  const fired = new Set(findings.map(({ rule, place }) => `${rule} ${keyOf(place.file, place.line)}`));
  const own = disables.flatMap((disable) =>
    [...hitsOf(disable, fired, (rule) => couldFire(rule, disable.place.file))].map(told),
  );
  return {
    findings: [...findings.filter((found) => reasonFor(found) === undefined), ...own],
    disabled: findings.flatMap((finding) => {
      const reason = reasonFor(finding);
      return reason === undefined ? [] : [{ finding, reason, by: 'comment' as const }];
    }),
  };
}

function told({ place, message }: Hit): Finding {
  const { id, name, severity, fix } = DISABLE_RULE;
  return { rule: id, name, severity, place, message, fix };
}

/** What somebody has set for a file: which rules do not count, and how much the others do. */
export interface RuleSettings {
  /** With the reason; empty where a command line gave none. */
  readonly disable?: ReadonlyMap<RuleId, string>;
  readonly severity?: ReadonlyMap<RuleId, Finding['severity']>;
}

/** The findings as they count with the settings of their files. */
export function withSettings(
  findings: readonly Finding[],
  settingsOf: (file: string) => RuleSettings,
): { readonly findings: readonly Finding[]; readonly disabled: readonly DisabledFinding[] } {
  const kept: Finding[] = [];
  const disabled: DisabledFinding[] = [];
  for (const finding of findings) {
    const { disable, severity } = settingsOf(finding.place.file);
    const reason = disable?.get(finding.rule);
    if (reason !== undefined) disabled.push({ finding, reason, by: 'settings' });
    else kept.push({ ...finding, severity: severity?.get(finding.rule) ?? finding.severity });
  }
  return { findings: kept, disabled };
}
