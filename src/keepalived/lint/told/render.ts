import { styleText } from 'node:util';
import { formatPlace, type Place } from '../../../core/problem.ts';
import { UNSEEN } from '../../../core/text/printable.ts';
import type { KeepalivedConfig } from '../../parse/syntax.ts';
import type { Severity, Shown } from '../rule.ts';
import { Mask } from './mask.ts';

/** Longer lines are cut: the place that matters is near the beginning. */
const WIDEST = 100;

const COLORS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/** Text of a file must not speak to the terminal. */
function harmless(text: string): string {
  return text.replaceAll('\u00A0', ' ').replaceAll('\n', '?').replace(UNSEEN, '?');
}

/** The line that a finding points at, with a caret under the place; empty where there is no such line. */
function excerpt(text: string, place: Place): readonly string[] {
  const { line, column } = place;
  const shown = harmless(text).slice(0, WIDEST).trimEnd();
  if (shown === '' || column > WIDEST) return [];
  // Tabs stay tabs, so that the caret stands where the terminal puts the character.
  const before = shown.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const number = String(line);
  return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${before}^`];
}

/** More on a screen is read by nobody. */
const MOST_SHOWN = 200;

/** The line at a place of a file that is no configuration, fit to be shown. */
export type OtherLine = (place: Place) => string;

/**
 * Findings as lines of text: place, severity, rule and message; the source line; how to mend it. Of very
 * many only the first are shown, and the rest is counted.
 */
export function formatFindings(
  findings: readonly Shown[],
  configs: readonly KeepalivedConfig[],
  color: boolean,
  otherLine: OtherLine = () => '',
): string {
  const masks = new Map(
    configs.flatMap((config) => {
      const mask = new Mask(config);
      return config.sources.map(({ file }) => [file, mask] as const);
    }),
  );
  const lineOf = (place: Place): string => masks.get(place.file)?.line(place) ?? otherLine(place);
  const shown = findings.slice(0, MOST_SHOWN).map((found) => formatFinding(found, lineOf, color));
  const more = findings.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more findings; --json has them all\n`] : [])].join('\n');
}

function formatFinding(finding: Shown, lineOf: OtherLine, color: boolean): string {
  const { place, severity, rule, name, message, detail, fix, related } = finding;
  const label = color ? styleText([COLORS[severity], 'bold'], severity, { validateStream: false }) : severity;
  const lines = [
    `${formatPlace(place)}: ${label} ${rule} ${name}: ${harmless(message)}`,
    ...excerpt(lineOf(place), place),
    ...(detail === undefined ? [] : [`  why: ${harmless(detail)}`]),
    ...(related === undefined ? [] : [`  see: ${formatPlace(related)}`]),
    `  fix: ${harmless(fix)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function counted(
  findings: readonly Pick<Shown, 'severity'>[],
  severity: Severity,
  one: string,
  many: string,
): string {
  const { length } = findings.filter((finding) => finding.severity === severity);
  return `${length} ${length === 1 ? one : many}`;
}

/** The last line of a report: how many files, how many findings of each severity, and how many were disabled. */
export function formatSummary(
  files: number,
  findings: readonly Pick<Shown, 'severity'>[],
  disabled = 0,
): string {
  const what = [
    counted(findings, 'error', 'error', 'errors'),
    counted(findings, 'warning', 'warning', 'warnings'),
    counted(findings, 'info', 'note', 'notes'),
    ...(disabled === 0 ? [] : [`${disabled} disabled`]),
  ];
  return `${files} ${files === 1 ? 'file' : 'files'} checked: ${what.join(', ')}\n`;
}
