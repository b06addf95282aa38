import type { CloudResult, RunDocument } from '../../core/events/document.ts';
import type { Style } from '../style.ts';
import { type Cell, formatTable, tableWidth } from './table.ts';

const HEADINGS = ['cluster', 'HAVIP', 'EIP', 'VRRP', 'interface', 'cloud', 'moved', 'sources'];

/**
 * What the cloud and the machines say of each address, side by side; below it what was done in the cloud and
 * every disagreement. Empty where no inventory names a cloud.
 */
export function formatCloud(
  clusters: RunDocument['clusters'],
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string {
  const entries = Object.entries(clusters).flatMap(([name, { cloud }]) =>
    cloud === undefined ? [] : [[name, cloud] as const],
  );
  if (entries.length === 0) return '';
  const head = HEADINGS.map((text): Cell => ({ text, tone: 'dim' }));
  const table = [head, ...entries.map(([name, cloud]) => rowOf(name, cloud))];
  const lines =
    tableWidth(table) > columns
      ? entries.flatMap(([name, cloud]) => stacked(name, cloud, style))
      : formatTable(table, style.paint);
  const said = entries.flatMap(([name, { disagreements }]) =>
    disagreements.map((sentence) => `${name}: ${style.paint('failed', sentence)}`),
  );
  return [...lines, formatCloudSteps(clusters, style), ...said].filter((line) => line !== '').join('\n');
}

/** A line for each step that changed the cloud; empty for none. */
export function formatCloudSteps(clusters: RunDocument['clusters'], { paint }: Style): string {
  return Object.entries(clusters)
    .flatMap(([name, { cloud }]) =>
      (cloud?.tasks ?? [])
        .filter(({ changed }) => changed)
        .map((task) => `${name}: ${paint('changed', task.name)}  ${task.diff ?? ''}`),
    )
    .join('\n');
}

function rowOf(name: string, cloud: CloudResult): Cell[] {
  const { havipId, eip, movedAt, sources } = cloud;
  return [
    { text: name },
    { text: havipId ?? 'none' },
    { text: eip ?? '-' },
    { text: sources.vrrp.join(' + ') || 'nobody' },
    { text: sources.interface.join(' + ') || 'nobody' },
    { text: sources.cloud ?? 'nobody' },
    { text: movedAt ?? 'never' },
    verdict(cloud),
  ];
}

function verdict({ sources, disagreements }: CloudResult): Cell {
  if (disagreements.length > 0) return { text: 'disagree', tone: 'failed' };
  return sources.interface.length === 0 ? { text: '-', tone: 'dim' } : { text: 'agree', tone: 'ok' };
}

function stacked(name: string, cloud: CloudResult, { paint }: Style): string[] {
  const cells = rowOf(name, cloud).slice(1);
  const { tone, text } = verdict(cloud);
  const said = cells.slice(0, -1).map((cell, index) => `${HEADINGS[index + 1]}: ${cell.text}`);
  return [`${name}  ${tone === undefined ? text : paint(tone, text)}`, ...said.map((line) => `  ${line}`)];
}
