import type { ClusterResult } from '../../../core/events/document.ts';
import { type Markup, markup } from '../../documents/markup.ts';
import {
  clusterNames,
  drillsOf,
  type RecordedDrill,
  type RunRecord,
  seenOf,
} from '../../documents/record.ts';
import { createStyle } from '../../style.ts';
import { formatHandover } from '../../words/drill-line.ts';
import { formatDuration } from '../../words/duration.ts';
import { holderWords } from '../../words/holder.ts';
import { renderDrill } from '../drill.ts';
import { interruptionWords } from '../interruption.ts';
import { healthOf, verdict } from '../verdict.ts';
import { renderCloud, renderCloudFacts } from './cloud.ts';
import { MANY } from './fleet.ts';
import { renderOverview } from './overview.ts';
import { renderStatistics } from './statistics.ts';

/** Of many drills alike, as `--repeat` makes them, so many are shown with open pictures; failed ones always. */
const UNFOLDED = 4;

/** On paper, pictures of so many drills are enough, failed ones first: one takes a page. */
const PRINTED = 6;

const { symbols } = createStyle({ color: false });

/** Sections of a large fleet: of what went wrong on more clusters, the first are enough. */
const MOST_SECTIONS = 50;

/** Every cluster with its state, its drills as a table, and a picture of each; of many, those that are not well. */
export function renderClusters(record: RunRecord): Markup {
  const all = clusterNames(record);
  const [unwell, well] = [true, false].map((wanted) =>
    all.filter((name) => isUnwell(name, record) === wanted),
  );
  const many = all.length > MANY;
  const names = many ? [...(unwell ?? []), ...(well ?? [])] : all;
  const own = many ? (unwell ?? []).slice(0, MOST_SECTIONS) : all;
  const ids = new Map(own.map((name, index) => [name, `cluster-${index + 1}`]));
  const pictured = record.drills.filter(({ cluster }) => ids.has(cluster));
  const printed = printedOf(pictured);
  const sections = own.map((name) => renderCluster(name, ids.get(name) ?? '', record, printed));
  const left = pictured.length - printed.size;
  return markup`${names.length > 1 && renderOverview(names, ids, record)}${many && ONE_LINE_EACH}${sections}${left > 0 && markup`<p class="paper">The pictures of ${left} more drills are not printed; report.html has them.</p>`}`;
}

const ONE_LINE_EACH = markup`<p class="quiet">Of so many clusters only those that are not well have a section of their own, the first ${MOST_SECTIONS}; <code>report.json</code> has all that was measured on each.</p>`;

/** Not well by what was seen of it; one that was not begun is not judged. */
function isUnwell(name: string, { document }: RunRecord): boolean {
  const cluster = document.clusters[name];
  if (cluster === undefined) return true;
  const { skipped, healthy, effect, drills, cloud } = cluster;
  if (skipped !== undefined) return false;
  const disagrees = (cloud?.disagreements.length ?? 0) > 0;
  return (!healthy && effect === undefined) || disagrees || drills.some(({ passed }) => !passed);
}

function printedOf(drills: readonly RecordedDrill[]): ReadonlySet<RecordedDrill> {
  const failedFirst = [false, true].flatMap((passed) =>
    drills.filter(({ drill }) => drill.passed === passed),
  );
  return new Set(failedFirst.slice(0, PRINTED));
}

function renderCluster(
  name: string,
  id: string,
  record: RunRecord,
  printed: ReadonlySet<RecordedDrill>,
): Markup {
  const { document } = record;
  const cluster = document.clusters[name];
  const results = drillsOf(record, name);
  const recorded = seenOf(record, name);
  const address = cluster?.addresses[0] ?? '';
  const figures = recorded.map((each, nth) =>
    renderDrill(each, {
      id: `${id.replace('cluster', 'drill')}-${nth + 1}`,
      address,
      errors: document.errors,
      folded: each.drill.passed && nth >= UNFOLDED,
      printed: printed.has(each),
    }),
  );
  return markup`<section class="cluster" id="${id}"><h2>Cluster ${name}</h2>
${cluster !== undefined && renderState(cluster)}
${results.length > 0 ? renderTable(results) : markup`<p class="quiet">No failover was measured in this run.</p>`}
${cluster?.statistics !== undefined && renderStatistics(cluster.statistics)}${cluster?.cloud !== undefined && renderCloud(cluster.cloud)}
${figures}</section>
`;
}

function renderState(cluster: ClusterResult): Markup {
  const { addresses, skipped, cloud } = cluster;
  return markup`<dl class="facts">
<dt>${addresses.length > 1 ? 'Addresses' : 'Address'}</dt><dd>${addresses.join(', ')}</dd>
<dt>Holder</dt><dd>${holderWords(cluster)}</dd>
<dt>Health</dt><dd>${healthOf(cluster)}${skipped !== undefined && `: ${skipped}`}</dd>
${cloud !== undefined && renderCloudFacts(cloud)}</dl>`;
}

function renderTable(drills: readonly RecordedDrill[]): Markup {
  return markup`<table class="stacked"><caption>What was caused on purpose, and what came of it</caption>
<thead><tr><th scope="col">Drill</th><th scope="col" class="number">Interruption</th><th scope="col" class="number">Takeover</th><th scope="col" class="number">Two holders</th><th scope="col" class="number">Probes lost</th><th scope="col">Verdict</th></tr></thead>
<tbody>${drills.map(renderRow)}</tbody></table>`;
}

function renderRow(recorded: RecordedDrill): Markup {
  const { drill } = recorded;
  const { passed } = drill;
  const cells: readonly (readonly [string, string])[] = [
    ['Interruption', interruptionWords(recorded)],
    ['Takeover', drill.takeoverMs === null ? '–' : formatDuration(drill.takeoverMs)],
    ['Two holders', drill.splitBrainMs > 0 ? formatDuration(drill.splitBrainMs) : 'none'],
    ['Probes lost', `${drill.lost} of ${drill.probes}`],
  ];
  return markup`<tr><th scope="row">${formatHandover(drill, symbols)}</th>${cells.map(
    ([label, text]) => markup`<td class="number" data-label="${label}">${text}</td>`,
  )}<td>${verdict(passed, passed ? 'passed' : 'failed')}</td></tr>
`;
}
