import { printable } from '../../../core/text/printable.ts';
import type { Severity, Shown } from '../../../keepalived/lint/rule.ts';
import type { LintReport } from '../lint-report.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** The findings as commands of GitHub's workflows, which it shows beside the lines of a change. */
export function githubAnnotations({ findings }: LintReport): string {
  return findings.map(annotation).join('');
}

function annotation({ rule, name, severity, place, message, detail, fix }: Shown): string {
  const properties = {
    file: place.file,
    line: String(place.line),
    col: String(place.column),
    title: rule.startsWith('KA') ? `${rule} ${name}` : rule,
  };
  const told = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  const text = [message, ...(detail === undefined ? [] : [detail]), `fix: ${fix}`].join('\n');
  return `::${COMMANDS[severity]} ${told.join(',')}::${data(text)}\n`;
}

function data(text: string): string {
  return printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
