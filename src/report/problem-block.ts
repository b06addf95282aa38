import { formatPlace, type Problem } from '../core/problem.ts';
import type { Redactor } from '../core/secret.ts';
import { nameSome } from '../core/text/name-some.ts';
import { printable } from '../core/text/printable.ts';
import { changeTexts, maskingPrintable, type TextChange } from './clean.ts';
import { formatSourceExcerpt, type ReadSource } from './source-excerpt.ts';
import { createStyle, type Style } from './style.ts';
import { indent, wrapWords } from './text.ts';

/** How problems are shown. */
export interface ProblemFormat {
  readonly color: boolean;
  /** Whether symbols beyond ASCII can be shown; default true. */
  readonly unicode?: boolean;
  /** Where given, the line of the file that a problem points at is shown. */
  readonly readSource?: ReadSource;
  /** Where given, known secrets are masked before anything is cut. */
  readonly redactor?: Redactor;
  /** Where given, sentences are wrapped to this width. */
  readonly columns?: number;
}

/** Hosts with one and the same problem that are named before the rest is counted. */
const MAX_HOSTS = 6;
const MAX_WIDTH = 100;

/**
 * One problem as a block that ends in a newline: what and on which host, where with the line of the file,
 * why, and how to mend it.
 */
export function formatProblem(problem: Problem, format: ProblemFormat): string {
  return formatBlock(problem, problem.host === undefined ? [] : [problem.host], format);
}

/** All problems, one block each with an empty line between; the same one on many hosts is told once. */
export function formatProblems(problems: readonly Problem[], format: ProblemFormat): string {
  const groups = new Map<string, { problem: Problem; hosts: string[] }>();
  for (const problem of problems) {
    const { host, ...rest } = problem;
    const key = JSON.stringify([rest.code, rest.summary, rest.detail, rest.fix, rest.source]);
    const group = groups.get(key) ?? { problem, hosts: [] };
    if (host !== undefined && !group.hosts.includes(host)) group.hosts.push(host);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ problem, hosts }) => formatBlock(problem, hosts, format)).join('\n');
}

function formatBlock(problem: Problem, hosts: readonly string[], format: ProblemFormat): string {
  const style = createStyle(format);
  const change: TextChange = format.redactor === undefined ? printable : maskingPrintable(format.redactor);
  const { code, summary, detail, fix } = changeTexts(problem, change);
  const { paint } = style;
  const on = hosts.length === 0 ? '' : ` ${paint('bold', change(nameSome(hosts, MAX_HOSTS)))}`;
  const sections = [
    `${paint('errorTitle', `error[${code}]`)}${on}: ${paint('bold', summary)}`,
    formatSource(problem, format, change, style),
    detail && section(detail, '', format),
    fix && section(fix, 'fix: ', format).replace('fix:', paint('ok', 'fix:')),
  ];
  return sections
    .filter((text) => text !== undefined && text !== '')
    .map((text) => `${text}\n`)
    .join('');
}

/** `at file:line:column`, and the line itself where it can be read. */
function formatSource(
  { source }: Problem,
  format: ProblemFormat,
  change: TextChange,
  style: Style,
): string | undefined {
  if (source === undefined) return undefined;
  const excerpt = format.readSource && formatSourceExcerpt(source, format.readSource, change, style);
  const place = `at ${change(formatPlace(source))}`;
  return indent(excerpt === undefined ? place : `${place}\n${indent(excerpt, 2)}`, 2);
}

/** Indented text after a label, wrapped where a width is known; further lines stand under the first. */
function section(text: string, label: string, format: ProblemFormat): string {
  const margin = 2 + label.length;
  const width =
    format.columns === undefined ? Number.POSITIVE_INFINITY : Math.min(format.columns, MAX_WIDTH) - margin;
  const body = indent(wrapWords(text.trimEnd(), width), margin);
  return `  ${label}${body.slice(margin)}`;
}
