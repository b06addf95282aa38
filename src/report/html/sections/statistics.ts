import type { DrillStatistics } from '../../../core/events/document.ts';
import type { Quantiles } from '../../../core/figures/quantiles.ts';
import { type Markup, markup } from '../../documents/markup.ts';
import { createStyle } from '../../style.ts';
import { formatHandover } from '../../words/drill-line.ts';
import { formatDuration } from '../../words/duration.ts';

const { symbols } = createStyle({ color: false });

const FIGURES: readonly (keyof Quantiles)[] = ['p50', 'p95', 'worst'];

/** What repeated drills came to. */
export function renderStatistics(statistics: readonly DrillStatistics[]): Markup {
  return markup`<table class="stacked"><caption>Interruptions of repeated drills</caption>
<thead><tr><th scope="col">Drill</th><th scope="col" class="number">Runs</th>${FIGURES.map((name) => markup`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${statistics.map(renderRow)}</tbody></table>`;
}

function renderRow(each: DrillStatistics): Markup {
  return markup`<tr><th scope="row">${formatHandover(each, symbols)}</th><td class="number" data-label="Runs">${String(each.runs)}</td>${FIGURES.map(
    (name) =>
      markup`<td class="number" data-label="${name}">${formatDuration(each.interruptionMs?.[name] ?? null)}</td>`,
  )}</tr>
`;
}
