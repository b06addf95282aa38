import type { RunDocument } from '../../core/events/document.ts';
import type { Quantiles } from '../../core/figures/quantiles.ts';
import type { Style } from '../style.ts';
import { formatHandover } from '../words/drill-line.ts';
import { formatDuration } from '../words/duration.ts';
import { type Cell, formatTable } from './table.ts';

const HEADINGS = ['cluster', 'repeated drill', 'runs', 'p50', 'p95', 'worst', 'takeover p50', 'worst'];

/** What repeated drills came to: their interruptions, then their takeovers; empty where none was repeated. */
export function formatStatistics(clusters: RunDocument['clusters'], { paint, symbols }: Style): string {
  const rows = Object.entries(clusters).flatMap(([name, { statistics = [] }]) =>
    statistics.map((each, index): Cell[] => [
      { text: index === 0 ? name : '' },
      { text: formatHandover(each, symbols) },
      { text: String(each.runs) },
      ...cells(each.interruptionMs, ['p50', 'p95', 'worst']),
      ...cells(each.takeoverMs, ['p50', 'worst']),
    ]),
  );
  if (rows.length === 0) return '';
  const head = HEADINGS.map((text): Cell => ({ text, tone: 'dim' }));
  return formatTable([head, ...rows], paint).join('\n');
}

function cells(quantiles: Quantiles | null, names: readonly (keyof Quantiles)[]): Cell[] {
  return names.map((name) => ({ text: formatDuration(quantiles?.[name] ?? null) }));
}
