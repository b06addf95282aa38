import { jsonReporter } from './json-reporter.ts';
import { plainReporter } from './plain-reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { terminalReporter } from './terminal-reporter.ts';

/** The reporter for a mode; every one of them masks secrets in all it writes. */
export function createReporter(options: ReporterOptions): Reporter {
  switch (options.mode) {
    case 'json':
      return jsonReporter(options);
    case 'plain':
      return plainReporter(options);
    case 'terminal':
      return options.verbosity > 0 ? plainReporter(options) : terminalReporter(options);
  }
}
