import type { Timeline } from '../../core/events/timeline.ts';
import { jsonText } from '../../core/text/printable.ts';
import { toJson } from './json.ts';
import type { RunRecord } from './record.ts';

/**
 * The document of `--json` with what only a report holds after it. Each timeline is one line: hundreds of probes
 * a drill, a line each, would bury the rest.
 */
export function recordToJson({ document, drills, ...record }: RunRecord): string {
  const { origin, memberships, steps, notices, waves, releases } = record;
  const lists = { memberships, steps, notices, waves, releases, timelines: drills.map(timelineEntry) };
  const more = Object.entries(lists).map(([name, entries]) => `  "${name}": ${formatList(entries)}`);
  const head = toJson(document).replace(/\n\}\n$/, '');
  return `${[head, `  "origin": ${jsonText(origin)}`, ...more].join(',\n')}\n}\n`;
}

function formatList(entries: readonly object[]): string {
  if (entries.length === 0) return '[]';
  return `[\n${entries.map((entry) => `    ${jsonText(entry)}`).join(',\n')}\n  ]`;
}

function timelineEntry({ cluster, drill, timeline }: RunRecord['drills'][number]) {
  return { cluster, drill, timeline: rounded(timeline) };
}

/** Times to the microsecond: the rest is noise of the clock. */
function rounded(timeline: Timeline): unknown {
  return JSON.parse(
    JSON.stringify(timeline, (_key, value) =>
      typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
    ),
  );
}
