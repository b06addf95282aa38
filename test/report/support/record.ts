import { readFileSync } from 'node:fs';
import type { Problem } from '../../../src/core/problem.ts';
import { Redactor } from '../../../src/core/secret.ts';
import type { RunRecord } from '../../../src/report/documents/record.ts';
import { type ReportFile, renderReport } from '../../../src/report/documents/report-files.ts';
import { drillResult, emptyTimeline, runDocument } from '../sample.ts';

/**
 * A run that lab machines went through, from the report.json that it wrote: `proved` is an `up` of two bare
 * machines, `failed` a `verify` with the standby frozen.
 */
export function fixture(name: 'proved' | 'failed'): RunRecord {
  const text = readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8');
  const {
    origin,
    memberships,
    steps,
    notices,
    waves = [],
    releases,
    timelines,
    ...document
  } = JSON.parse(text);
  const errors = document.errors.map(withoutNulls);
  return {
    origin,
    memberships,
    steps,
    notices,
    waves,
    releases,
    drills: timelines,
    document: { ...document, errors },
  };
}

/** A made-up run, with what differs. */
export function record(differs: Partial<RunRecord> = {}): RunRecord {
  return {
    origin: {
      version: '1.2.3',
      node: '20.19.0',
      inventory: 'inventory.yaml',
      words: ['up', 'inventory.yaml'],
      check: false,
    },
    document: runDocument(),
    memberships: [{ cluster: 'web', members: ['HAVIP-01', 'HAVIP-02'] }],
    drills: [{ cluster: 'web', drill: drillResult(), timeline: emptyTimeline }],
    steps: [],
    notices: [],
    waves: [],
    releases: [],
    ...differs,
  };
}

/** The text of one file of a report. */
export function rendered(name: ReportFile['name'], of: RunRecord, redactor = new Redactor()): string {
  const file = renderReport(of, redactor).find((each) => each.name === name);
  if (file === undefined) throw new Error(`there is no ${name}`);
  return file.text;
}

/** What a person reads on the page, markup and spacing left out. */
export function pageText(of: RunRecord): string {
  return rendered('report.html', of)
    .replace(/<(style|title)>.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function withoutNulls(problem: object): Problem {
  return Object.fromEntries(
    Object.entries(problem).filter(([, value]) => value !== null),
  ) as unknown as Problem;
}
