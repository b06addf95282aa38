import type { Redactor } from '../../core/secret.ts';
import { changeTexts, masking, maskingPrintable } from '../clean.ts';
import { renderPage } from '../html/page.ts';
import { renderJunit } from './junit.ts';
import type { RunRecord } from './record.ts';
import { recordToJson } from './record-json.ts';

/** A file of `--report`, by its name in the folder. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Everything that `--report` writes. Secrets are masked value by value before anything is rendered: a mask
 * applied to finished text would find short secrets in coordinates and miss those that markup has escaped.
 */
export function renderReport(record: RunRecord, redactor: Redactor): readonly ReportFile[] {
  const shown = changeTexts(record, maskingPrintable(redactor));
  return [
    { name: 'report.html', text: renderPage(shown) },
    { name: 'junit.xml', text: renderJunit(shown) },
    { name: 'report.json', text: recordToJson(changeTexts(record, masking(redactor))) },
  ];
}
