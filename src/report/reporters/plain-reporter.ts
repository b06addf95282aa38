import { changeTexts, maskingPrintable } from '../clean.ts';
import { maskedWriter } from '../output.ts';
import { createStyle } from '../style.ts';
import { endsInPlan, formatSummary, type HostsByCluster } from '../summary.ts';
import { createPlainLog } from './plain.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** A line for each thing as it ends, on standard error, and the summary on standard output. */
export function plainReporter(options: ReporterOptions): Reporter {
  const change = maskingPrintable(options.redactor);
  const out = maskedWriter(options.out, options.redactor);
  const err = maskedWriter(options.err, options.redactor);
  const { clock, verbosity } = options;
  let hostsByCluster: HostsByCluster = {};
  let diff = options.diff;
  const log = createPlainLog({ write: err, style: createStyle(options), clock, verbosity, diff: () => diff });
  return {
    sink: (raw) => {
      const event = changeTexts(raw, change);
      if (event.type === 'run-started') {
        hostsByCluster = event.hosts;
        diff = options.diff && !endsInPlan(event, options);
      }
      log(event);
    },
    finish: async (document) => out(formatSummary(changeTexts(document, change), hostsByCluster, options)),
  };
}
