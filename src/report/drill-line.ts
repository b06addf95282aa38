import type { ConnectionCounts, ConnectionsResult, DrillResult } from '../core/document.ts';
import { formatDuration } from './duration.ts';
import type { Symbols } from './style.ts';
import { firstLine } from './text.ts';

/** `stop HAVIP-01 → HAVIP-02` */
export function formatHandover(
  drill: Pick<DrillResult, 'scenario' | 'from' | 'to'>,
  symbols: Symbols,
): string {
  return `${drill.scenario} ${drill.from} ${symbols.arrow} ${drill.to ?? 'nobody'}`;
}

/** A finished drill on one line: who handed over to whom, what was measured, and the verdict as last word. */
export function formatDrillLine(drill: DrillResult, symbols: Symbols): string {
  const measured = [
    formatHandover(drill, symbols),
    `interruption ${formatDuration(drill.interruptionMs)}`,
    `takeover ${formatDuration(drill.takeoverMs)}`,
    `lost ${drill.lost}/${drill.probes}`,
  ];
  if (drill.splitBrainMs > 0) measured.push(`split brain ${formatDuration(drill.splitBrainMs)}`);
  if (drill.connections !== undefined) measured.push(formatConnections(drill.connections));
  return [...measured, formatVerdict(drill)].join('   ');
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
