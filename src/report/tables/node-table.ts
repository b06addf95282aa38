import type { HostResult, NodeResult, RunDocument } from '../../core/events/document.ts';
import type { Style } from '../style.ts';
import { type Cell, formatTable, tableWidth } from './table.ts';

const HEADINGS = ['node', 'cluster', 'keepalived', 'service', 'VRRP', 'address', 'drift'];

/** How every node of every cluster was found, a line each; one node below the other where columns are too few. */
export function formatNodes(
  { clusters, hosts }: Pick<RunDocument, 'clusters' | 'hosts'>,
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string {
  const rows = Object.entries(clusters).flatMap(([cluster, { nodes = {}, healthy }]) =>
    Object.entries(nodes).map(([name, node]) => [
      { text: name },
      { text: cluster },
      ...nodeCells(node, healthy),
      driftCell(hosts[name]),
    ]),
  );
  if (rows.length === 0) return '';
  const table = [HEADINGS.map((text): Cell => ({ text, tone: 'dim' })), ...rows];
  if (tableWidth(table) <= columns) return formatTable(table, style.paint).join('\n');
  return rows.flatMap((row) => stacked(row, style)).join('\n');
}

function nodeCells({ keepalived, running, vrrp, holds }: NodeResult, healthy: boolean): Cell[] {
  const unproper = vrrp !== null && vrrp !== (holds ? 'MASTER' : 'BACKUP');
  return [
    { text: keepalived ?? 'none' },
    running ? { text: 'running' } : { text: 'stopped', tone: 'failed' },
    { text: vrrp ?? 'unknown', ...(unproper && { tone: 'failed' as const }) },
    { text: holds ? 'held' : '-', ...(holds && healthy && { tone: 'ok' as const }) },
  ];
}

/** How far the node is from what the inventory wants. */
function driftCell(host: HostResult | undefined): Cell {
  if (host === undefined || host.unreachable) return { text: 'unknown', tone: 'failed' };
  if (host.failed > 0) return { text: 'cannot be planned', tone: 'failed' };
  // A cluster stops at its first host that cannot be planned: nobody has looked at the others.
  if (host.ok === 0) return { text: 'unknown', tone: 'failed' };
  if (host.changed === 0) return { text: 'none' };
  return { text: host.changed === 1 ? '1 step' : `${host.changed} steps`, tone: 'changed' };
}

function stacked([name, ...cells]: readonly Cell[], { paint }: Style): string[] {
  const shown = cells.map(({ text, tone }) => (tone === undefined ? text : paint(tone, text)));
  return [name?.text ?? '', ...shown.map((text, index) => `  ${HEADINGS[index + 1]}: ${text}`)];
}
