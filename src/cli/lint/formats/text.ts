import { readFileSync } from 'node:fs';
import type { Place } from '../../../core/problem.ts';
import { formatFindings, formatSummary } from '../../../keepalived/lint/render.ts';
import { maskedLine } from '../../../report/index.ts';
import type { LintReport } from '../lint-report.ts';

/** The findings for a person. Quiet, without a summary. */
export function textReport(
  { files, findings, disabled, configs, guessed }: LintReport,
  { color, quiet }: { readonly color: boolean; readonly quiet: boolean },
): string {
  const shown = findings.length === 0 ? '' : `${formatFindings(findings, configs, color, lineOfOther)}\n`;
  if (quiet) return shown;
  const lan = [...guessed].filter(([, profile]) => profile === 'lan').map(([file]) => file);
  const taken = lan.map(
    (file) => `${file} uses multicast and is checked for a LAN; --profile havip checks it for a HAVIP\n`,
  );
  return [shown, ...taken, formatSummary(files.length, findings, disabled.length)].join('');
}

/** A line of an inventory or a playbook, without secrets. */
function lineOfOther({ file, line }: Place): string {
  try {
    return maskedLine(readFileSync(file, 'utf8'), line);
  } catch {
    return '';
  }
}
