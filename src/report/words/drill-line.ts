import type { ConnectionCounts, ConnectionsResult, DrillResult } from '../../core/events/document.ts';
import type { Symbols } from '../style.ts';
import { displayWidth, firstLine, truncate, wrapWords } from '../text.ts';
import { formatDuration } from './duration.ts';

/** `stop HAVIP-01 → HAVIP-02` */
export function formatHandover(
  drill: Pick<DrillResult, 'scenario' | 'from' | 'to'>,
  symbols: Symbols,
): string {
  return `${drill.scenario} ${drill.from} ${symbols.arrow} ${drill.to ?? 'nobody'}`;
}

/** The interruption; what nobody watched for the most part is a bound. */
export function formatInterruption(drill: Pick<DrillResult, 'interruptionMs' | 'unmeasuredMs'>): string {
  return `${drill.unmeasuredMs === undefined ? '' : 'at most '}${formatDuration(drill.interruptionMs)}`;
}

/** A finished drill on one line: who handed over to whom, what was measured, and the verdict as last word. */
export function formatDrillLine(drill: DrillResult, symbols: Symbols): string {
  return partsOf(drill, symbols).join(GAP);
}

/** The same in so many columns: figures make way for the verdict, the least important first. */
export function shortDrillLine(drill: DrillResult, symbols: Symbols, columns: number): string {
  const parts = partsOf(drill, symbols);
  const [handover = '', interruption = ''] = parts;
  const verdict = parts.at(-1) ?? '';
  const lines = Array.from({ length: parts.length - 1 }, (_, less) =>
    [...parts.slice(0, parts.length - 1 - less), verdict].join(GAP),
  );
  const fitting = lines.find((line) => displayWidth(line) <= columns);
  return fitting ?? truncate([handover, verdict, interruption].join(GAP), columns, symbols.ellipsis);
}

/** The same on as many lines as it takes, broken between figures and, in a long reason, between words. */
export function drillLines(drill: DrillResult, symbols: Symbols, columns: number): string[] {
  const lines: string[] = [];
  for (const part of partsOf(drill, symbols)) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last}${GAP}${part}`;
    if (displayWidth(joined) <= columns) lines.splice(-1, 1, joined);
    else
      lines.push(
        ...wrapWords(part, columns - 2)
          .split('\n')
          .map((line) => `  ${line}`),
      );
  }
  return lines;
}

/** Between two parts of a line. */
const GAP = '   ';

function partsOf(drill: DrillResult, symbols: Symbols): string[] {
  const parts = [
    formatHandover(drill, symbols),
    `interruption ${formatInterruption(drill)}`,
    `takeover ${formatDuration(drill.takeoverMs)}`,
    `lost ${drill.lost}/${drill.probes}`,
  ];
  if (drill.splitBrainMs > 0) parts.push(`split brain ${formatDuration(drill.splitBrainMs)}`);
  if (drill.connections !== undefined) parts.push(formatConnections(drill.connections));
  return [...parts, formatVerdict(drill)];
}

/** `connections: idle 10 kept; busy 8 broken, 2 hung (longest 12.0 s)` */
function formatConnections({ idle, busy }: ConnectionsResult): string {
  return `connections: idle ${formatCounts(idle)}; busy ${formatCounts(busy)}`;
}

function formatCounts({ kept, broken, hung, longestHangMs }: ConnectionCounts): string {
  const counts = Object.entries({ kept, broken, hung }).filter(([, count]) => count > 0);
  const text = counts.map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
  return longestHangMs === 0 ? text : `${text} (longest ${formatDuration(longestHangMs)})`;
}

/** `passed`, or `failed` and why. */
function formatVerdict(drill: DrillResult): string {
  if (drill.passed) return 'passed';
  return drill.error === null ? 'failed' : `failed: ${firstLine(drill.error)}`;
}
