import type { ClusterResult, DrillResult, RunDocument } from '../../core/events/document.ts';
import type { Style, Symbols } from '../style.ts';
import { drillLines, formatHandover, formatInterruption } from '../words/drill-line.ts';
import { formatDuration } from '../words/duration.ts';
import { holderWords } from '../words/holder.ts';
import { type Cell, formatTable, tableWidth } from './table.ts';

const HEADINGS = [
  'cluster',
  'address',
  'holder',
  'drill',
  'interruption',
  'takeover',
  'split brain',
  'verdict',
];

const NONE: Cell = { text: '-', tone: 'dim' };

/**
 * A table with a line for every drill of every cluster, or one line for a cluster without; empty without
 * clusters. Where `columns` are too few for the table, each cluster gets a line and its drills lines below.
 */
export function formatClusterTable(
  clusters: RunDocument['clusters'],
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string {
  const entries = Object.entries(clusters);
  if (entries.length === 0) return '';
  const rows = entries.flatMap(([name, cluster]) => rowsOf(name, cluster, style.symbols));
  const head = HEADINGS.map((text): Cell => ({ text, tone: 'dim' }));
  const table = [head, ...rows];
  if (tableWidth(table) > columns)
    return entries.map((entry) => formatStacked(...entry, style, columns)).join('\n');
  return formatTable(table, style.paint).join('\n');
}

function formatStacked(
  name: string,
  cluster: ClusterResult,
  { paint, symbols }: Style,
  columns: number,
): string {
  const holder = holderCell(cluster);
  const health = healthCell(cluster);
  const cells = [holder, health].map(({ text, tone }) => (tone === undefined ? text : paint(tone, text)));
  const drills = cluster.drills.flatMap((drill) =>
    drillLines(drill, symbols, columns - 2).map((line) => paint(drill.passed ? 'ok' : 'failed', `  ${line}`)),
  );
  return [`${name}  ${cluster.addresses.join(', ')}  ${cells.join('  ')}`, ...drills].join('\n');
}

function rowsOf(name: string, cluster: ClusterResult, symbols: Symbols): Cell[][] {
  const state = [{ text: name }, { text: cluster.addresses.join(', ') }, holderCell(cluster)];
  const [first, ...more] = cluster.drills;
  if (first === undefined) return [[...state, NONE, NONE, NONE, NONE, healthCell(cluster)]];
  const rows = more.map((drill) => [{ text: '' }, { text: '' }, { text: '' }, ...drillCells(drill, symbols)]);
  rows.unshift([...state, ...drillCells(first, symbols)]);
  if (!cluster.healthy)
    rows.push([...state.map(() => ({ text: '' })), NONE, NONE, NONE, NONE, healthCell(cluster)]);
  return rows;
}

function holderCell(cluster: ClusterResult): Cell {
  if (cluster.skipped !== undefined) return NONE;
  const text = holderWords(cluster);
  return cluster.holders.length === 1 ? { text } : { text, tone: 'failed' };
}

function healthCell({ healthy, skipped, unseen = [] }: ClusterResult): Cell {
  if (skipped !== undefined) return { text: 'not begun', tone: 'skipped' };
  if (unseen.length > 0) return { text: 'unknown', tone: 'failed' };
  return healthy ? { text: 'healthy', tone: 'ok' } : { text: 'unhealthy', tone: 'failed' };
}

/** Two holders for the moment between one's taking and the other's hearing of it are in order. */
function splitBrainCell({ splitBrainMs, passed }: DrillResult): Cell {
  if (splitBrainMs === 0) return { text: 'none' };
  return { text: formatDuration(splitBrainMs), ...(passed ? {} : { tone: 'failed' as const }) };
}

function drillCells(drill: DrillResult, symbols: Symbols): Cell[] {
  return [
    { text: formatHandover(drill, symbols) },
    { text: formatInterruption(drill) },
    { text: formatDuration(drill.takeoverMs) },
    splitBrainCell(drill),
    drill.passed ? { text: 'passed', tone: 'ok' } : { text: 'failed', tone: 'failed' },
  ];
}
