import { formatDuration } from '../duration.ts';
import { type Markup, markup } from '../markup.ts';
import type { RunRecord } from '../record.ts';

/** The few numbers that a reader looks for first. */
export function renderFigures({ document, drills, origin }: RunRecord): Markup {
  const clusters = Object.values(document.clusters);
  const hosts = Object.values(document.hosts);
  const changed = hosts.filter((host) => host.changed > 0).length;
  const passed = drills.filter(({ drill }) => drill.passed).length;
  const healthy = clusters.filter((cluster) => cluster.healthy).length;
  return markup`<dl class="figures">
${clusters.length > 0 && !origin.check && figure('Clusters healthy', of(healthy, clusters.length))}
${drills.length > 0 && figure('Drills passed', of(passed, drills.length))}
${drills.length > 0 && figure('Longest interruption', longest(drills))}
${figure(origin.check ? 'Hosts to change' : 'Hosts changed', of(changed, hosts.length))}
</dl>`;
}

function longest(drills: RunRecord['drills']): string {
  const times = drills.map(({ drill }) => drill.interruptionMs);
  if (times.includes(null)) return 'no end';
  return formatDuration(Math.max(...times.map(Number)));
}

function of(number: number, total: number): Markup {
  return markup`${number} <small>of ${total}</small>`;
}

function figure(name: string, value: Markup | string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
