import type { RunDocument } from '../../core/events/document.ts';
import type { Remark } from '../../core/events/event.ts';
import { changeTexts, maskingPrintable } from '../clean.ts';
import { createLiveView } from '../live/live.ts';
import { maskedWriter } from '../output.ts';
import { createStyle, type Style } from '../style.ts';
import { formatSummary, type HostsByCluster, isPlan } from '../summary.ts';
import { indent } from '../text.ts';
import { styleDiff } from '../unified-diff-style.ts';
import { formatFix } from '../words/remark.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** The live view on standard error while the run lasts; then notices and diffs, and the summary on standard output. */
export function terminalReporter(options: ReporterOptions): Reporter {
  const { clock, columns, rows = () => 24, redactor } = options;
  const change = maskingPrintable(redactor);
  const out = maskedWriter(options.out, redactor);
  const err = maskedWriter(options.err, redactor);
  const style = createStyle(options);
  const live = createLiveView({ write: err, style, clock, columns, rows });
  const notices: string[] = [];
  let hostsByCluster: HostsByCluster = {};
  return {
    sink: (raw) => {
      // Most events of a large run are steps that the live view does not tell; they cost nothing.
      if (raw.type === 'task-finished' && raw.status !== 'failed') return;
      const event = changeTexts(raw, change);
      if (event.type === 'run-started') hostsByCluster = event.hosts;
      if (event.type === 'notice') notices.push(formatNotice(event, style));
      live.take(event);
    },
    finish: async (raw) => {
      await live.stop(raw.ok);
      const document = changeTexts(raw, change);
      const diffs = options.diff && !isPlan(document) ? formatDiffs(document, style) : '';
      err(`${notices.join('')}${diffs}\n`);
      out(formatSummary(document, hostsByCluster, options));
    },
  };
}

function formatNotice({ text, host, fix }: Remark, style: Style): string {
  const said = `${style.paint('notice', 'note')}${host === undefined ? '' : ` ${host}`}: ${text}\n`;
  return fix === undefined ? said : `${said}${formatFix(fix, style)}\n`;
}

/** The diffs of all changed steps, host by host. */
function formatDiffs(document: RunDocument, style: Style): string {
  const blocks = Object.entries(document.hosts).flatMap(([host, { tasks }]) =>
    tasks.flatMap(({ name, changed, diff }) =>
      changed && diff !== null && diff !== ''
        ? [`${style.paint('bold', host)}  ${name}\n${indent(styleDiff(diff, style), 4)}\n`]
        : [],
    ),
  );
  return blocks.map((block) => `\n${block}`).join('');
}
