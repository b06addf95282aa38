import type { DrillResult } from '../../../core/events/document.ts';
import { type Quantiles, quantiles } from '../../../core/figures/quantiles.ts';
import { groupBy } from '../../../core/group-by.ts';
import type { Problem } from '../../../core/problem.ts';
import { nameSome } from '../../../core/text/name-some.ts';
import { type Markup, markup } from '../../documents/markup.ts';
import { allDrills, type RecordedWave, type RunRecord } from '../../documents/record.ts';
import { formatDuration } from '../../words/duration.ts';

/** Of more clusters than this, those that are well have a line each, and no section of their own. */
export const MANY = 20;

/** Hosts or clusters that are named before the rest is counted. */
const NAMED = 8;

/** What is seen only of a fleet as a whole: its waves, what its drills came to, and what its failures have in common. */
export function renderFleet(record: RunRecord): Markup | undefined {
  const { waves, document } = record;
  const many = Object.keys(document.clusters).length > MANY;
  const drills = many ? allDrills(record).map(({ drill }) => drill) : [];
  const parts = [
    waves.length > 0 && renderWaves(waves),
    drills.length > 0 && renderDrills(drills),
    document.errors.length > 1 && (many || waves.length > 0) && renderCauses(document.errors),
  ];
  return parts.some(Boolean) ? markup`<section id="fleet"><h2>As a whole</h2>${parts}</section>` : undefined;
}

function renderWaves(waves: readonly RecordedWave[]): Markup {
  return markup`<table class="stacked"><caption>Waves that have begun</caption>
<thead><tr><th scope="col">Wave</th>${['Units', 'Passed', 'Failed', 'Not proved', 'Not ended'].map(heading)}</tr></thead>
<tbody>${waves.map(renderWave)}</tbody></table>`;
}

function renderWave({ wave, units, passed, failed, inconclusive }: RecordedWave): Markup {
  const left = units - passed - failed - inconclusive;
  return markup`<tr><th scope="row">${wave}</th>${number('Units', units)}${number('Passed', passed)}${number('Failed', failed)}${number('Not proved', inconclusive)}${number('Not ended', left)}</tr>
`;
}

function renderDrills(drills: readonly DrillResult[]): Markup {
  const byScenario = groupBy(drills, ({ scenario }) => scenario);
  return markup`<table class="stacked"><caption>Interruptions by what was done to the holder</caption>
<thead><tr><th scope="col">Drill</th>${['Runs', 'Passed', 'p50', 'p95', 'Worst', 'Takeover p50', 'Takeover worst'].map(heading)}</tr></thead>
<tbody>${[...byScenario].map(([scenario, alike]) => renderScenario(scenario, alike))}</tbody></table>`;
}

function renderScenario(scenario: string, alike: readonly DrillResult[]): Markup {
  const interruption = quantiles(alike.map(({ interruptionMs }) => interruptionMs));
  const takeover = quantiles(alike.map(({ takeoverMs }) => takeoverMs));
  const time = (label: string, of: Quantiles | null, which: keyof Quantiles) =>
    number(label, formatDuration(of?.[which] ?? null));
  // One that never ended is longer than all that were measured.
  const worst = alike.some(({ interruptionMs }) => interruptionMs === null)
    ? number('Worst', 'no end')
    : time('Worst', interruption, 'worst');
  return markup`<tr><th scope="row">${scenario}</th>${number('Runs', alike.length)}${number('Passed', alike.filter(({ passed }) => passed).length)}${time('p50', interruption, 'p50')}${time('p95', interruption, 'p95')}${worst}${time('Takeover p50', takeover, 'p50')}${time('Takeover worst', takeover, 'worst')}</tr>
`;
}

/** By code: what is told of each may differ in names and numbers. */
function renderCauses(errors: readonly Problem[]): Markup {
  const byCode = groupBy(errors, ({ code }) => code);
  const causes = [...byCode.values()].sort((a, b) => b.length - a.length);
  return markup`<table class="stacked"><caption>Failures by cause</caption>
<thead><tr><th scope="col">Cause</th>${heading('Times')}<th scope="col">Where</th></tr></thead>
<tbody>${causes.map(renderCause)}</tbody></table>`;
}

function renderCause(alike: readonly Problem[]): Markup {
  const [first] = alike;
  const hosts = [...new Set(alike.flatMap(({ host }) => host ?? []))];
  return markup`<tr><th scope="row">${first?.summary}<br><code class="quiet small">${first?.code}</code></th>${number('Times', alike.length)}<td data-label="Where">${nameSome(hosts, NAMED)}</td></tr>
`;
}

function heading(text: string): Markup {
  return markup`<th scope="col" class="number">${text}</th>`;
}

function number(label: string, value: number | string): Markup {
  return markup`<td class="number" data-label="${label}">${value}</td>`;
}
