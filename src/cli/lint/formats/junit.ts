import { formatPlace } from '../../../core/problem.ts';
import type { Shown } from '../../../keepalived/lint/rule.ts';
import { type Case, renderSuites } from '../../../report/index.ts';
import type { LintReport } from '../lint-report.ts';

/** The findings as JUnit XML: a suite for each file, a failed case for each finding, one case where there is none. */
export function junitDocument({ files, findings, errors, run }: LintReport): string {
  const failing = new Set(errors.map(({ source }) => (source === undefined ? '' : formatPlace(source))));
  const names = [...new Set([...files, ...findings.map(({ place }) => place.file)])];
  const suites = names.map((name) => {
    const own = findings.filter(({ place }) => place.file === name);
    const passed: readonly Case[] = [{ name: 'lint', outcome: 'passed' }];
    return {
      name,
      cases: own.length === 0 ? passed : own.map((each) => findingCase(each, failing)),
    };
  });
  return renderSuites('havip-deploy lint', suites, run);
}

/** A warning or note that fails nothing is a skipped case, which CI servers show without failing. */
function findingCase(finding: Shown, failing: ReadonlySet<string>): Case {
  const { rule, name, severity, place, message, detail, fix } = finding;
  const title = `${rule} ${name} ${place.line}:${place.column}`;
  if (severity !== 'error' && !failing.has(formatPlace(place)))
    return { name: title, outcome: 'skipped', message: `${severity}: ${message}` };
  const text = [formatPlace(place), ...(detail === undefined ? [] : [detail]), `fix: ${fix}`].join('\n');
  return { name: title, outcome: 'failure', type: rule, message, text };
}
