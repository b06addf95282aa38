import type { Place } from '../../../core/problem.ts';
import { readNamedFile } from '../../../core/read-named-file.ts';
import { formatFindings, formatSummary } from '../../../keepalived/lint/told/render.ts';
import { maskedLine } from '../../../report/index.ts';
import type { LintReport, MendReport } from '../lint-report.ts';

interface TextOptions {
  readonly color: boolean;
  readonly quiet: boolean;
  /** Nothing was written, so that the mends themselves are shown. */
  readonly dryRun: boolean;
}

/** More are told by the JSON document. */
const MOST_UNSAFE = 20;

function mendText({ mended, diffs, unsafe }: MendReport, dryRun: boolean): string {
  const rules = [...new Set(mended.map(({ rule, name }) => `${rule} ${name}`))].sort();
  const made = rules.length === 0 ? 'nothing' : rules.join(', ');
  const notMade = unsafe
    .slice(0, MOST_UNSAFE)
    .map(
      ({ finding, diff }) =>
        `not mended, because it changes what the cluster does: ${finding.rule} ${finding.name}\n${diff}\n`,
    );
  const shown = dryRun ? diffs.map((diff) => `${diff}\n`) : [];
  return [...shown, ...notMade, `${dryRun ? 'would be mended' : 'mended'}: ${made}\n`].join('');
}

/** The findings for a person. Quiet, without a summary. */
export function textReport(
  { files, findings, disabled, configs, guessed, mends }: LintReport,
  { color, quiet, dryRun }: TextOptions,
): string {
  const shown = findings.length === 0 ? '' : `${formatFindings(findings, configs, color, lineOfOther)}\n`;
  if (quiet) return shown;
  const mended = mends === undefined ? '' : mendText(mends, dryRun);
  const lan = [...guessed].filter(([, profile]) => profile === 'lan').map(([file]) => file);
  const taken = lan.map(
    (file) => `${file} uses multicast and is checked for a LAN; --profile havip checks it for a HAVIP\n`,
  );
  return [shown, mended, ...taken, formatSummary(files.length, findings, disabled.length)].join('');
}

/** A line of an inventory or a playbook, without secrets. */
function lineOfOther({ file, line }: Place): string {
  try {
    return maskedLine(readNamedFile(file).toString('utf8'), line);
  } catch {
    return '';
  }
}
