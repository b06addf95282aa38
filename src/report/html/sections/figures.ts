import { type Markup, markup } from '../../documents/markup.ts';
import { allDrills, type RunRecord } from '../../documents/record.ts';
import { longestInterruption } from '../interruption.ts';

/** The few numbers that a reader looks for first. */
export function renderFigures(record: RunRecord): Markup {
  const { document, origin } = record;
  const drills = allDrills(record);
  const clusters = Object.values(document.clusters);
  const hosts = Object.values(document.hosts);
  const changed = hosts.filter((host) => host.changed > 0).length;
  const passed = drills.filter(({ drill }) => drill.passed).length;
  const healthy = clusters.filter((cluster) => cluster.healthy).length;
  return markup`<dl class="figures">
${clusters.length > 0 && !origin.check && figure('Clusters healthy', of(healthy, clusters.length))}
${drills.length > 0 && figure('Drills passed', of(passed, drills.length))}
${drills.length > 0 && figure('Longest interruption', longestInterruption(drills))}
${figure(origin.check ? 'Hosts to change' : 'Hosts changed', of(changed, hosts.length))}
</dl>`;
}

function of(number: number, total: number): Markup {
  return markup`${number} <small>of ${total}</small>`;
}

function figure(name: string, value: Markup | string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
