import { changeTexts, masking } from '../clean.ts';
import { toJson } from '../documents/json.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/**
 * One document on standard output and nothing else. Secrets are masked value by value and not in the finished
 * text: there a password such as `1111` would also be found in a number, and the JSON would be broken.
 */
export function jsonReporter(options: Pick<ReporterOptions, 'redactor' | 'out'>): Reporter {
  return {
    sink: () => {},
    finish: async (document) => options.out(toJson(changeTexts(document, masking(options.redactor)))),
  };
}
