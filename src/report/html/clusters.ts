import type { ClusterResult, DrillResult } from '../../core/document.ts';
import { formatDuration } from '../duration.ts';
import { holderWords } from '../holder.ts';
import { type Markup, markup } from '../markup.ts';
import { clusterNames, type RunRecord } from '../record.ts';
import { renderDrill } from './drill.ts';

/** Every cluster with its state, its drills as a table, and a picture of each. */
export function renderClusters(record: RunRecord): Markup {
  return markup`${clusterNames(record).map((name, index) => renderCluster(name, index, record))}`;
}

function renderCluster(name: string, index: number, { document, drills }: RunRecord): Markup {
  const cluster = document.clusters[name];
  const recorded = drills.filter((each) => each.cluster === name);
  const results = cluster?.drills ?? recorded.map(({ drill }) => drill);
  const address = cluster?.addresses[0] ?? '';
  const figures = recorded.map((each, nth) =>
    renderDrill(each, { id: `drill-${index + 1}-${nth + 1}`, address, errors: document.errors }),
  );
  return markup`<section class="cluster"><h2>Cluster ${name}</h2>
${cluster !== undefined && renderState(cluster)}
${results.length > 0 ? renderTable(results) : markup`<p class="quiet">No failover was measured in this run.</p>`}
${figures}</section>
`;
}

function renderState(cluster: ClusterResult): Markup {
  const { addresses, healthy, effect } = cluster;
  const many = addresses.length > 1;
  return markup`<dl class="facts">
<dt>${many ? 'Addresses' : 'Address'}</dt><dd>${addresses.join(', ')}</dd>
<dt>Holder</dt><dd>${holderWords(cluster)}</dd>
<dt>Health</dt><dd>${healthy ? verdict(true, 'healthy') : verdict(false, effect === undefined ? 'not healthy' : 'not healthy yet')}</dd>
</dl>`;
}

function renderTable(drills: readonly DrillResult[]): Markup {
  return markup`<table class="stacked"><caption>What was caused on purpose, and what came of it</caption>
<thead><tr><th scope="col">Drill</th><th scope="col" class="number">Interruption</th><th scope="col" class="number">Takeover</th><th scope="col" class="number">Two holders</th><th scope="col" class="number">Probes lost</th><th scope="col">Verdict</th></tr></thead>
<tbody>${drills.map(renderRow)}</tbody></table>`;
}

function renderRow(drill: DrillResult): Markup {
  const { scenario, from, to, passed } = drill;
  const cells: readonly (readonly [string, string])[] = [
    ['Interruption', drill.interruptionMs === null ? 'no end' : formatDuration(drill.interruptionMs)],
    ['Takeover', drill.takeoverMs === null ? '–' : formatDuration(drill.takeoverMs)],
    ['Two holders', drill.splitBrainMs > 0 ? formatDuration(drill.splitBrainMs) : 'none'],
    ['Probes lost', `${drill.lost} of ${drill.probes}`],
  ];
  return markup`<tr><th scope="row">${scenario}: ${from} → ${to ?? 'nobody'}</th>${cells.map(
    ([label, text]) => markup`<td class="number" data-label="${label}">${text}</td>`,
  )}<td>${verdict(passed, passed ? 'passed' : 'failed')}</td></tr>
`;
}

/** A verdict that is read without its colour, too. */
export function verdict(good: boolean, text: string): Markup {
  return markup`<span class="verdict ${good ? 'good' : 'bad'}">${good ? '✓' : '✗'} ${text}</span>`;
}
