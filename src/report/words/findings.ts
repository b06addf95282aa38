import type { RunDocument } from '../../core/events/document.ts';
import type { Style } from '../style.ts';

/** What the preflight has found, each with its fix below it. */
export function formatFindings(hosts: RunDocument['hosts'], { paint }: Style): string {
  return Object.entries(hosts)
    .flatMap(([host, { findings = [] }]) =>
      findings.map(({ severity, code, summary, fix }) => {
        const label = paint(severity === 'error' ? 'failed' : 'changed', `${severity}[${code}]`);
        return `${label} ${host}: ${summary}${fix === null ? '' : `\n  fix: ${fix}`}`;
      }),
    )
    .join('\n');
}
