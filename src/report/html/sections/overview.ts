import { type Markup, markup } from '../../documents/markup.ts';
import { drillsOf, type RunRecord } from '../../documents/record.ts';
import { holderWords } from '../../words/holder.ts';
import { longestInterruption } from '../interruption.ts';
import { healthOf } from '../verdict.ts';

/** A browser lays a long table out as a whole, before it shows anything; of several it does only those that are seen. */
const TOGETHER = 250;

/** Several clusters at a glance, each with a link to its own section where it has one. */
export function renderOverview(
  names: readonly string[],
  ids: ReadonlyMap<string, string>,
  record: RunRecord,
): Markup {
  const rows = names.map((name) => renderRow(name, ids.get(name), record));
  const tables = rows.length <= TOGETHER ? renderTable(rows) : chunksOf(rows).map(renderChunk);
  return markup`<section id="clusters"><h2>Clusters</h2>${tables}</section>
`;
}

function chunksOf(rows: readonly Markup[]): readonly (readonly Markup[])[] {
  const starts = Array.from({ length: Math.ceil(rows.length / TOGETHER) }, (_, index) => index * TOGETHER);
  return starts.map((from) => rows.slice(from, from + TOGETHER));
}

function renderChunk(rows: readonly Markup[]): Markup {
  return markup`<div class="chunk">${renderTable(rows)}</div>`;
}

function renderTable(rows: readonly Markup[]): Markup {
  return markup`<table class="stacked">
<thead><tr><th scope="col">Cluster</th><th scope="col">Address</th><th scope="col">Holder</th><th scope="col" class="number">Drills passed</th><th scope="col" class="number">Longest interruption</th><th scope="col">Health</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function renderRow(name: string, id: string | undefined, record: RunRecord): Markup {
  const cluster = record.document.clusters[name];
  const label = id === undefined ? name : markup`<a href="#${id}">${name}</a>`;
  const link = markup`<th scope="row">${label}</th>`;
  if (cluster === undefined) return markup`<tr>${link}<td colspan="5">not seen as a whole</td></tr>`;
  const { drills, addresses } = cluster;
  const passed = drills.filter((drill) => drill.passed).length;
  return markup`<tr>${link}<td data-label="Address">${addresses.join(', ')}</td><td data-label="Holder">${holderWords(cluster)}</td>
<td class="number" data-label="Drills passed">${drills.length === 0 ? '\u2013' : `${passed} of ${drills.length}`}</td>
<td class="number" data-label="Longest interruption">${longestInterruption(drillsOf(record, name))}</td><td>${healthOf(cluster)}</td></tr>
`;
}
