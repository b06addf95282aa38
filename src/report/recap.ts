import type { HostResult, RunDocument } from '../core/events/document.ts';
import type { Style, Tone } from './style.ts';
import { formatCloud, formatCloudSteps } from './tables/cloud-table.ts';
import { formatClusterTable } from './tables/cluster-table.ts';
import { formatNodes } from './tables/node-table.ts';
import { formatStatistics } from './tables/statistics-table.ts';
import { displayWidth, pad } from './text.ts';
import { formatElapsed } from './words/duration.ts';
import { formatFindings } from './words/findings.ts';

const COUNT_COLUMNS = ['ok', 'changed', 'unreachable', 'failed', 'skipped', 'rescued'] as const;

type CountColumn = (typeof COUNT_COLUMNS)[number];

/** What each exit code says in words (0 needs none). */
export const EXIT_REASONS: Readonly<Record<number, string>> = {
  1: 'a fault of havip-deploy itself',
  2: 'a host failed',
  3: 'converged, but verification failed',
  4: 'a host could not be reached',
  5: 'bad input',
  6: 'there are changes to make',
  7: 'another run holds the lock',
  8: 'a rollback was needed and failed',
  130: 'interrupted',
  143: 'terminated',
};

/** The end of a run: Ansible's line for every host, the clusters with their drills, and how it ended. */
export function formatRecap(document: RunDocument, style: Style, columns?: number): string {
  const sections = [
    formatHosts(document.hosts, style),
    // What was taken away has no holder, and is not ill for it.
    ...(document.command === 'down'
      ? [formatCloudSteps(document.clusters, style)]
      : [
          formatClusterTable(document.clusters, style, columns),
          ...(document.command === 'status'
            ? [formatNodes(document, style, columns), formatFindings(document.hosts, style)]
            : []),
          formatStatistics(document.clusters, style),
          formatCloud(document.clusters, style, columns),
        ]),
  ];
  const text = sections.filter((section) => section !== '').map((section) => `${section}\n\n`);
  return `${text.join('')}${formatConclusion(document, style)}\n`;
}

/**
 * `HAVIP-01 : ok=9 changed=4 unreachable=0 failed=0 skipped=0`, aligned, a line for each host; `rescued=1` at the
 * end where any host has one.
 */
export function formatHosts(hosts: RunDocument['hosts'], style: Style): string {
  const entries = Object.entries(hosts);
  const nameWidth = Math.max(0, ...entries.map(([name]) => displayWidth(name)));
  const hasRescues = entries.some(([, { rescued = 0 }]) => rescued > 0);
  const columns = COUNT_COLUMNS.filter((column) => column !== 'rescued' || hasRescues);
  const widths = columns.map((column) =>
    Math.max(0, ...entries.map(([, host]) => `${column}=${countOf(host, column)}`.length)),
  );
  const lines = entries.map(([name, host]) => {
    const counts = columns.map((column, index) => formatCount(column, host, widths[index] ?? 0, style));
    return `${style.paint(hostTone(host), pad(name, nameWidth))} : ${counts.join(' ')}`.trimEnd();
  });
  return lines.join('\n');
}

/** `up: done in 12.3 s`, or that it failed, with the exit code and what that means. */
export function formatConclusion(document: RunDocument, { paint }: Style): string {
  const time = formatElapsed(document.durationMs);
  if (document.ok) return paint('ok', `${document.command}: done in ${time}`);
  const reason = EXIT_REASONS[document.exitCode];
  const code = `exit code ${document.exitCode}${reason === undefined ? '' : `: ${reason}`}`;
  return paint('failed', `${document.command}: failed after ${time} (${code})`);
}

function countOf(host: HostResult, column: CountColumn): number {
  return Number(host[column] ?? 0);
}

/** Counts of zero stay uncoloured, as Ansible leaves them. */
function formatCount(column: CountColumn, host: HostResult, width: number, { paint }: Style): string {
  const number = countOf(host, column);
  const text = `${column}=${number}`.padEnd(width);
  return number === 0 ? text : paint(column, text);
}

function hostTone(host: HostResult): Tone {
  if (host.unreachable || host.failed > 0) return 'failed';
  return host.changed > 0 ? 'changed' : 'ok';
}
