import { formatPlace } from '../../../core/problem.ts';
import { jsonText } from '../../../core/text/printable.ts';
import type { Shown } from '../../../keepalived/lint/rule.ts';
import { toJson } from '../../../report/index.ts';
import type { LintReport } from '../lint-report.ts';

/** The document that every command prints, with every finding beside the errors. */
export function jsonDocument({ run, errors, findings, disabled }: LintReport): string {
  const ok = run.exitCode === 0;
  const common: unknown = JSON.parse(
    toJson({ command: 'lint', ok, ...run, hosts: {}, clusters: {}, errors }),
  );
  const taken = disabled.map(({ finding, reason, by }) => ({ ...plain(finding), by, reason }));
  return `${jsonText({ ...Object(common), findings: findings.map(plain), disabled: taken }, 2)}\n`;
}

function plain({ place, related, ...finding }: Shown): object {
  return {
    ...finding,
    source: formatPlace(place),
    related: related === undefined ? null : formatPlace(related),
  };
}
